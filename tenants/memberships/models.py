"""Who belongs to which group in one territory: these tables live in each territory's schema."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupMembership(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="one_membership")]

    def __str__(self):
        return f"{self.user} · {self.group}"


class UserPermission(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    permission = models.ForeignKey(Permission, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("permission of one person")
        verbose_name_plural = _("permissions of one person")
        constraints = [
            models.UniqueConstraint(fields=["user", "permission"], name="one_user_permission")
        ]

    def __str__(self):
        return f"{self.user} · {self.permission}"
