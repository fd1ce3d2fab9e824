from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory


def private_files():
    return storages["private"]


class Archive(models.Model):
    """A territory in a file that is kept here: it outlives the territory."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be made")

    territory = models.ForeignKey(
        Territory, models.SET_NULL, null=True, related_name="archives", verbose_name=_("territory")
    )
    # As they were: the territory may be gone.
    slug = models.CharField(_("short name"), max_length=63)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("status"), max_length=10, choices=State, default=State.WAITING)
    file = models.FileField(storage=private_files, upload_to="archives", blank=True)
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("archive of a territory")
        verbose_name_plural = _("archives of territories")
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return f"{self.name} · {self.asked_at:%Y-%m-%d}"
