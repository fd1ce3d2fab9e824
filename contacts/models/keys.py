"""Keys with which the software of an organisation handles its requests (see docs/decisions)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.enums import KeyEventKind
from contacts.models.organisations import Organisation, Professional
from contacts.sealed import token_hash

HASH = 64


class InboxKeyQuerySet(models.QuerySet):
    def usable(self, now):
        return self.filter(revoked_at=None, expires_at__gt=now)

    def opened_by(self, secret, now):
        """The key of this secret, as long as it opens something; or None."""
        found = self.usable(now).filter(key_hash=token_hash(secret))
        return found.select_related("organisation").first()

    def listed(self):
        """With what happened to each, and who did it; the latest first."""
        return self.prefetch_related("happenings__professional").order_by("-created_at", "-pk")


class InboxKey(models.Model):
    """Opens the requests of one organisation, within its scopes, until a day. Only a hash of the
    secret is kept; `start` is how people tell one from another."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="keys")
    name = models.CharField(_("name"), max_length=60)
    # Values of KeyScope.
    scopes = models.JSONField()
    start = models.CharField(max_length=12)
    key_hash = models.CharField(max_length=HASH, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    # Both open for a while, so that nothing stops while the software is told of the new one.
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )

    objects = InboxKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("key of an organisation")
        verbose_name_plural = _("keys of organisations")

    def __str__(self):
        return self.name


class KeyEvent(models.Model):
    """Who made, changed or took back a key; append-only, in the database too."""

    key = models.ForeignKey(InboxKey, models.PROTECT, related_name="happenings")
    kind = models.CharField(max_length=10, choices=KeyEventKind)
    # Nobody when the organisation was closed.
    professional = models.ForeignKey(
        Professional, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("event of a key")
        verbose_name_plural = _("events of a key")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.key_id} {self.kind}"


# Who does something about a request on the side of an organisation: one of its people, or its
# software. An event says which of the two, and never that one was the other.
Doer = Professional | InboxKey
