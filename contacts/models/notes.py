"""What colleagues write to each other about a request: never shown to the young person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models.organisations import Professional
from contacts.models.requests import ContactRequest
from contacts.sealed import unseal


class RequestNoteQuerySet(models.QuerySet):
    def within(self, organisation_id):
        """Those of the people of this organisation: a request that moves takes no notes along."""
        return self.filter(author__organisation=organisation_id).select_related("author")


class RequestNote(models.Model):
    """Goes with the erasure of its request."""

    request = models.ForeignKey(ContactRequest, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Professional, models.PROTECT, related_name="notes")
    sealed_text = models.TextField()
    at = models.DateTimeField()

    objects = RequestNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note for colleagues")
        verbose_name_plural = _("notes for colleagues")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.request_id} {self.at}"

    @property
    def text(self):
        return unseal(self.sealed_text)
