"""What was erased, so that it stays erased when an older copy of the database comes back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.enums import EventKind
from contacts.models.requests import AppendOnlyError, ContactRequest

KINDS = [(kind.value, kind.label) for kind in (EventKind.ERASED, EventKind.PURGED)]


class ErasureQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnlyError

    def delete(self):
        raise AppendOnlyError


class Erasure(models.Model):
    """One line of the list; append-only, in the database too. No foreign key: the row may be older
    than the request it names. The number alone is not enough: after a restore it is given again."""

    request_number = models.BigIntegerField()
    reference = models.CharField(max_length=7)
    kind = models.CharField(max_length=20, choices=KINDS)
    erased_at = models.DateTimeField()

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request_number", "reference"],
                name="one_erasure_a_request",
                violation_error_message=_("This erasure is already in the list."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _label in KINDS]),
                name="erasure_of_a_kind",
                violation_error_message=_("A request is erased on request or in its time."),
            ),
        ]

    def __str__(self):
        return self.reference

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError

    def standing(self):
        """Requests of this line that hold something all the same: one after a restore, or none."""
        return ContactRequest.objects.filter(
            pk=self.request_number, reference=self.reference, erased_at=None
        )
