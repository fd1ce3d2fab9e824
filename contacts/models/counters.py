"""What is kept of requests once everything personal is gone: numbers, added up and never undone."""

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from contacts.enums import Fact
from contacts.models.requests import AppendOnlyError
from tenants.models import Territory


class RequestCountQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnlyError

    def delete(self):
        raise AppendOnlyError

    def bulk_update(self, *args, **kwargs):
        raise AppendOnlyError

    def followed_by(self, territory):
        """Those of this territory; the national site's are the whole country's."""
        return self.all() if territory.is_national else self.filter(territory=territory)

    def between(self, first, last):
        """Of requests sent from the first of these months to the last, both included."""
        return self.filter(month__gte=first, month__lte=last)

    def added_up(self, *by):
        """[(row…, fact, detail, count)]; `by` are the columns that say which row."""
        rows = self.order_by().values_list(*by, "fact", "detail").annotate(total=Sum("count"))
        return list(rows.order_by(*by, "fact", "detail"))

    def organisation_names(self):
        """{number: name}, the latest name that it had."""
        named = self.order_by("organisation_number", "-day", "-pk").distinct("organisation_number")
        return dict(named.values_list("organisation_number", "organisation_name"))


class RequestCount(models.Model):
    """How many requests sent in a month, to an organisation, for a theme, became something on a
    day. Append-only, in the database too: what is taken back on a later day counts below zero.

    No foreign key to the organisation: its numbers outlive it. 0 is one that had gone already."""

    day = models.DateField()
    month = models.DateField()
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    theme = models.CharField(max_length=40)
    organisation_number = models.BigIntegerField()
    organisation_name = models.CharField(max_length=160)
    fact = models.CharField(max_length=20, choices=Fact)
    # An outcome, a reason, an answer of the survey, or whole hours.
    detail = models.CharField(max_length=20, blank=True)
    count = models.IntegerField()

    objects = RequestCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of requests")
        verbose_name_plural = _("counts of requests")
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["territory", "month"], name="count_territory")]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "day",
                    "month",
                    "territory",
                    "theme",
                    "organisation_number",
                    "organisation_name",
                    "fact",
                    "detail",
                ],
                name="one_count_a_day",
                violation_error_message=_("This day has already been counted."),
            )
        ]

    def __str__(self):
        return f"{self.day} {self.fact} {self.detail} {self.count}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError
