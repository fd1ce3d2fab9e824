"""Contacts that want no message from us any more."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.details import Contact
from contacts.models.requests import FINGERPRINT
from contacts.sealed import lasting_fingerprints


class BlockedContactQuerySet(models.QuerySet):
    def of(self, contact: Contact):
        found = lasting_fingerprints("contact", contact.value.lower())
        return self.filter(fingerprint__in=found)


class BlockedContact(models.Model):
    """Known by its keyed fingerprint alone: nobody can be written to from this table."""

    fingerprint = models.CharField(max_length=FINGERPRINT, unique=True)
    blocked_at = models.DateTimeField()

    objects = BlockedContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("blocked contact")
        verbose_name_plural = _("blocked contacts")

    def __str__(self):
        return self.fingerprint[:8]
