from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.geography.models import Commune

PURPOSE = "opening"


class OpeningWish(models.Model):
    """ "Tell me when it opens": a mobile number or an address, sealed, and the commune it waits
    for. It is told once, then it is gone."""

    commune = models.ForeignKey(Commune, models.CASCADE, verbose_name=_("commune"))
    sealed_contact = models.TextField()
    fingerprint = models.CharField(max_length=64)
    language = models.CharField(max_length=10, default=settings.LANGUAGE_CODE)
    # To tell it: the carriers may have been away.
    attempts = models.PositiveSmallIntegerField(default=0)
    wished_at = models.DateTimeField(_("asked on"))

    renewed_fingerprint = ("fingerprint", PURPOSE, "sealed_contact")

    class Meta:
        verbose_name = _("opening wish")
        verbose_name_plural = _("opening wishes")
        constraints = [
            models.UniqueConstraint(fields=["commune", "fingerprint"], name="one_wish_a_commune")
        ]

    def __str__(self):
        return self.commune_id
