"""Whether what sites ask has changed: what a process remembers of it is true until then."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AskedChangeQuerySet(models.QuerySet):
    def stamp(self):
        """Another text after each change that was committed, in whatever order they were."""
        # A transaction that began before another may end after it: the last number does not tell.
        found = self.aggregate(last=models.Max("pk"), count=models.Count("pk"))
        return f"{found['last'] or 0}-{found['count']}"

    def before(self, moment):
        return self.filter(at__lt=moment)


class AskedChange(models.Model):
    """Written by the database itself, with each statement that changes a theme, its needs and its
    questions, what a territory makes of them, the register, or what was merged and split."""

    at = models.DateTimeField(_("changed on"), db_default=Now())

    objects = AskedChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of what is asked")
        verbose_name_plural = _("changes of what is asked")

    def __str__(self):
        return f"{self.at}"
