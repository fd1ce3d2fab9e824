"""The plan of each request as it is stored: what is left to be done, and from when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.enums import DueKind
from contacts.models.requests import ContactRequest


class DueStepQuerySet(models.QuerySet):
    def due(self, now):
        """Those whose time has come and has not gone."""
        return self.filter(Q(until=None) | Q(until__gt=now), at__lte=now)


class DueStep(models.Model):
    """One step of a plan (see contacts.plan); it goes when it is done, and an event tells of it."""

    request = models.ForeignKey(ContactRequest, models.CASCADE, related_name="due_steps")
    kind = models.CharField(max_length=20, choices=DueKind)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = DueStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("due step")
        verbose_name_plural = _("due steps")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "kind"],
                name="one_step_of_a_kind",
                violation_error_message=_("This step is already in the plan."),
            )
        ]
        indexes = [models.Index(fields=["at"], name="due_step_at")]

    def __str__(self):
        return f"{self.request_id} {self.kind} {self.at}"
