"""The links that open a request without an account, for a while."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.models.organisations import Organisation, Professional
from contacts.models.requests import FINGERPRINT, ContactRequest
from contacts.sealed import token_hash


class ProfessionalLinkQuerySet(models.QuerySet):
    def by_token(self, token, *, territory, now):
        """The link that this token opens on this territory's site today, or None."""
        return (
            self.filter(
                token_hash=token_hash(token),
                request__territory=territory,
                request__erased_at=None,
                revoked_at=None,
                expires_at__gt=now,
            )
            .select_related("request__territory", "organisation", "professional")
            .first()
        )


class ProfessionalLink(models.Model):
    """Opens one request, for one organisation, for a while."""

    request = models.ForeignKey(ContactRequest, models.CASCADE, related_name="links")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="links")
    professional = models.ForeignKey(
        Professional, models.SET_NULL, null=True, blank=True, related_name="links"
    )
    token_hash = models.CharField(max_length=FINGERPRINT, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ProfessionalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a professional")
        verbose_name_plural = _("links of professionals")

    def __str__(self):
        return f"{self.request_id} · {self.organisation_id}"
