"""What colleagues write to each other about a request: never shown to the young person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models.keys import Doer, InboxKey
from contacts.models.organisations import Professional
from contacts.models.requests import ContactRequest
from contacts.sealed import unseal


class RequestNoteQuerySet(models.QuerySet):
    def within(self, organisation_id):
        """Those of this organisation, its people's and its software's: a request that moves takes
        no notes along."""
        own = Q(author__organisation=organisation_id) | Q(key__organisation=organisation_id)
        return self.filter(own).select_related("author", "key")


class RequestNote(models.Model):
    """Goes with the erasure of its request."""

    request = models.ForeignKey(ContactRequest, models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        Professional, models.PROTECT, null=True, blank=True, related_name="notes"
    )
    # The software of the organisation wrote it, with this key.
    key = models.ForeignKey(InboxKey, models.PROTECT, null=True, blank=True, related_name="notes")
    sealed_text = models.TextField()
    at = models.DateTimeField()

    objects = RequestNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note for colleagues")
        verbose_name_plural = _("notes for colleagues")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(author=None) ^ Q(key=None),
                name="note_of_one_author",
                violation_error_message=_("A note has one author."),
            )
        ]

    def __str__(self):
        return f"{self.request_id} {self.at}"

    @property
    def signed_by(self) -> Doer:
        return self.author or self.key

    @property
    def text(self):
        return unseal(self.sealed_text)
