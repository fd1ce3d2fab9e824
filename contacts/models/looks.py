"""Who of a territory's team looked at a contact, and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.enums import LookReason
from contacts.models.requests import AppendOnlyError, ContactRequest
from contacts.sealed import unseal


class ContactLook(models.Model):
    """Beside the event, which holds nothing personal: the words may, so they are sealed and go when
    the request is erased. Nothing else of it changes, in the database too."""

    request = models.ForeignKey(ContactRequest, models.PROTECT, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=20, choices=LookReason)
    sealed_words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("look at a contact")
        verbose_name_plural = _("looks at contacts")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.request_id} {self.reason}"

    def delete(self, *args, **kwargs):
        raise AppendOnlyError

    @property
    def words(self):
        return unseal(self.sealed_words)
