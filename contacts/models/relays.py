"""Those who send with a young person who is beside them: an ambassador, an agent of France
Services, an educator. They see nothing personal afterwards (see docs/decisions)."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory


class RelayQuerySet(models.QuerySet):
    def active_in(self, territory):
        return self.filter(territory=territory, active=True)


class Relay(models.Model):
    """Somebody whom a territory has invited. They enter with a link sent to this address, on the
    site of this territory, and it opens nothing else."""

    territory = models.ForeignKey(Territory, models.PROTECT, related_name="relays")
    structure = models.CharField(_("structure"), max_length=120)
    first_name = models.CharField(_("first name"), max_length=60)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    email = models.EmailField(_("work e-mail"))
    active = models.BooleanField(_("active"), default=True)
    # What makes each link good for one entry.
    entered_at = models.DateTimeField(null=True, blank=True)

    objects = RelayQuerySet.as_manager()

    class Meta:
        verbose_name = _("relay")
        verbose_name_plural = _("relays")
        ordering = ["structure", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "territory",
                name="one_relay_an_address",
                violation_error_message=_("Somebody with this address is a relay here already."),
            )
        ]

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip()
