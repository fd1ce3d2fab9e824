"""Themes that were merged or split, and what became of the offers in each territory."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory
from themes.models.theme import Theme
from themes.moves import Moves, read_moves

UNDO_DAYS = 30


class ReshapingQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(undone_at=None)

    def concerning(self, themes):
        """Those that took from these themes, or gave to them."""
        return self.filter(themes__key__in=themes).distinct()

    def to_tidy(self):
        """Undone everywhere; what they had opened may still be there."""
        waiting = TerritoryReshaping.objects.waiting().filter(reshaping=models.OuterRef("pk"))
        undone = self.exclude(undone_at=None).exclude(opened={})
        return undone.exclude(models.Exists(waiting.order_by()))


class Reshaping(models.Model):
    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="reshapings", verbose_name=_("theme")
    )
    # All that it concerns; those that were proposed everywhere and that it emptied are retired.
    themes = models.ManyToManyField(Theme, related_name="+")
    emptied = models.ManyToManyField(Theme, related_name="emptied_by")
    # The shape that themes.moves reads: it leads old addresses to the new ones for ever.
    moves = models.JSONField()
    # What undoing puts back:
    # {"subthemes": [{"theme", "key", "name", "order"}], "statuses": {theme: status},
    #  "prepared": [[id of an opening, its themes before, after]]}
    closed = models.JSONField(default=dict, blank=True)
    # What it closes once nothing is left there:
    # {"subthemes": [[theme, key]], "statuses": {theme: {"status", "tried_in": [id]}}}
    opened = models.JSONField(default=dict, blank=True)
    decided_at = models.DateTimeField(_("decided on"))
    decided_by = models.CharField(_("decided by"), max_length=254)
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)
    undone_by = models.CharField(_("undone by"), max_length=254, blank=True)

    objects = ReshapingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reshaping of themes")
        verbose_name_plural = _("reshapings of themes")
        ordering = ["-decided_at", "-pk"]

    def __str__(self):
        return f"{self.theme_id} {self.decided_at:%Y-%m-%d %H:%M}"

    @property
    def read_moves(self) -> Moves:
        return read_moves(self.moves)

    @property
    def undone_until(self):
        return self.decided_at + timedelta(days=UNDO_DAYS)


class TerritoryReshapingQuerySet(models.QuerySet):
    def waiting(self):
        """Where it is still to be done, or to be undone, the oldest first: a later one starts from
        it."""
        to_do = models.Q(done_at=None, reshaping__undone_at=None)
        to_undo = models.Q(done_at__isnull=False, back_at=None, reshaping__undone_at__isnull=False)
        return self.filter(to_do | to_undo).order_by("reshaping__decided_at", "pk")

    def in_force(self):
        """Where what was decided is done, and stands."""
        done = self.filter(done_at__isnull=False, reshaping__undone_at=None)
        return done.order_by("reshaping__decided_at", "pk")

    def to_forget(self, now):
        """What was kept to undo it, once nobody may."""
        old = self.filter(reshaping__decided_at__lt=now - timedelta(days=UNDO_DAYS))
        return old.exclude(pk__in=self.model.objects.waiting().values("pk")).exclude(offers=[])


class TerritoryReshaping(models.Model):
    """One territory: all of its offers move together, or none."""

    reshaping = models.ForeignKey(Reshaping, models.CASCADE, related_name="territories")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    # When its offers came back.
    back_at = models.DateTimeField(null=True, blank=True)
    moved = models.PositiveIntegerField(default=0)
    # Of each offer that moved, what `offers.moving` needs to put it back; nothing after a while.
    offers = models.JSONField(default=list, blank=True)
    # The themes that it had chosen, and those that it had after.
    chosen = models.JSONField(default=list, blank=True)
    chosen_after = models.JSONField(default=list, blank=True)
    # Why it could not be done the last time, for whoever repairs.
    problem = models.TextField(blank=True)

    objects = TerritoryReshapingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reshaping of themes in a territory")
        verbose_name_plural = _("reshapings of themes in territories")
        constraints = [
            models.UniqueConstraint(
                fields=["reshaping", "territory"], name="one_row_a_reshaping_and_territory"
            )
        ]

    def __str__(self):
        return f"{self.reshaping_id} {self.territory}"

    @property
    def back(self):
        """How many offers came back."""
        return sum(offer.get("back", False) for offer in self.offers)
