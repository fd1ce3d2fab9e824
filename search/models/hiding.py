from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory


class OfferHidingQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(shown_at=None)


class OfferHiding(models.Model):
    """A territory does not show an offer of the whole country, in any language. Rows stay once it
    is shown again: together they are the history."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="offer_hidings")
    translation_key = models.UUIDField()
    reason = models.CharField(_("reason"), max_length=300)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    hidden_at = models.DateTimeField()
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    shown_at = models.DateTimeField(null=True, blank=True)

    objects = OfferHidingQuerySet.as_manager()

    class Meta:
        verbose_name = _("hidden offer")
        verbose_name_plural = _("hidden offers")
        ordering = ["-hidden_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "translation_key"],
                condition=Q(shown_at=None),
                name="an_offer_is_hidden_once",
                violation_error_message=_("This offer is already hidden here."),
            ),
        ]
        indexes = [models.Index(fields=["translation_key"], name="hidden_offer_key")]

    def __str__(self):
        return f"{self.translation_key} · {self.territory_id}"
