"""What indexing and searching note of themselves, for the national team's screen."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Trouble(models.TextChoices):
    """Why the index did not take a row."""

    REFUSED = "refused", _("The engine refuses what this offer says.")
    UNREADABLE = "unreadable", _("This offer cannot be made into a document.")
    BUSY = "busy", _("The engine is busy.")
    FULL = "full", _("The engine accepts no writing: its disk may be full.")
    FAILED = "failed", _("The engine failed.")


class IndexingFailure(models.Model):
    """A row that the index did not take, as it was then: a later state of it is tried afresh."""

    offer = models.OneToOneField(
        "search.CatalogueOffer", models.CASCADE, related_name="indexing_failure"
    )
    seq = models.PositiveBigIntegerField()
    trouble = models.CharField(max_length=12, choices=Trouble)
    # What the engine said, for whoever repairs.
    detail = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=1)
    tried_at = models.DateTimeField(default=timezone.now)
    # Empty: set aside, until somebody asks to try again.
    next_try_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("indexing failure")
        verbose_name_plural = _("indexing failures")

    def __str__(self):
        return f"{self.offer_id}: {self.get_trouble_display()}"


class IndexRebuild(models.Model):
    """One making of the whole index; without an end it is under way, or was interrupted."""

    started_at = models.DateTimeField(default=timezone.now, db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    index = models.CharField(max_length=200, blank=True)
    offers = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("index rebuild")
        verbose_name_plural = _("index rebuilds")

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M}"

    @property
    def seconds(self):
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else None


class DriftReport(models.Model):
    """What a comparison of the index with the catalogue found."""

    ran_at = models.DateTimeField(default=timezone.now, db_index=True)
    repaired = models.BooleanField(default=False)
    stale_mapping = models.BooleanField(default=False)
    waiting = models.PositiveIntegerField(default=0)
    # [{"territory": slug, "offers": 12, "missing": 0, "outdated": 1, "left_over": 0}, …]
    territories = models.JSONField(default=list)

    class Meta:
        verbose_name = _("drift report")
        verbose_name_plural = _("drift reports")

    def __str__(self):
        return f"{self.ran_at:%Y-%m-%d %H:%M}"


class SlowSearch(models.Model):
    """A search that took long: what kind it was, neither its words nor who made it."""

    asked_at = models.DateTimeField(default=timezone.now)
    milliseconds = models.PositiveIntegerField()
    engine = models.CharField(max_length=20)
    # Names of what restricted it, see search.slowness.
    filters = ArrayField(models.CharField(max_length=30), default=list)
    results = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("slow search")
        verbose_name_plural = _("slow searches")

    def __str__(self):
        return f"{self.milliseconds} ms"
