from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.geography.models import Commune

PURPOSE = "opening"


class OpeningWish(models.Model):
    """ "Tell me when it opens": an address, sealed, and the commune it waits for."""

    commune = models.ForeignKey(Commune, models.CASCADE, verbose_name=_("commune"))
    sealed_email = models.TextField()
    fingerprint = models.CharField(max_length=64)
    wished_at = models.DateTimeField(_("asked on"))

    renewed_fingerprint = ("fingerprint", PURPOSE, "sealed_email")

    class Meta:
        verbose_name = _("opening wish")
        verbose_name_plural = _("opening wishes")
        constraints = [
            models.UniqueConstraint(fields=["commune", "fingerprint"], name="one_wish_a_commune")
        ]

    def __str__(self):
        return self.commune_id
