"""People who work on the portal: one account for the whole country, groups in each territory."""

from django.contrib.auth.models import AbstractUser, Group, Permission, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class AccountManager(UserManager):
    """Accounts are known by their e-mail address; there is no user name."""

    def _create_user_object(self, username, email, password, **extra_fields):
        user = self.model(email=self.normalize_email(email or username), **extra_fields)
        user.set_password(password)
        return user

    def create_user(self, email, password=None, **extra_fields):
        return super().create_user(email, email, password, **extra_fields)

    def create_superuser(self, email, password=None, **extra_fields):
        return super().create_superuser(email, email, password, **extra_fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractUser):
    username = None
    email = models.EmailField(_("e-mail address"), unique=True)
    # The standard names keep Wagtail's `group__user=` queries working; the rows live in each
    # territory's schema.
    groups = models.ManyToManyField(
        Group,
        through="memberships.GroupMembership",
        related_name="user_set",
        related_query_name="user",
        blank=True,
        verbose_name=_("groups"),
    )
    user_permissions = models.ManyToManyField(
        Permission,
        through="memberships.UserPermission",
        related_name="user_set",
        related_query_name="user",
        blank=True,
        verbose_name=_("permissions"),
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_an_address",
                violation_error_message=_("An account already uses this e-mail address."),
            )
        ]

    def __str__(self):
        return self.get_full_name() or self.email
