"""People who work on the portal: one account for the whole country, groups in each territory."""

from django.contrib.auth.models import AbstractUser, Group, Permission, UserManager
from django.db import models
from django.db.models.functions import Concat, Lower, StrIndex, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.coverage import validate_zone
from tenants.geography.models import Departement, Region


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

    expires_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("The account opens nothing from the next day on. Empty: it does not end."),
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


class TerritoryRole(models.Model):
    """What the groups of a territory say, for pages that see the whole country: written with them
    by `tenants.roles.set_role`, never alone."""

    user = models.ForeignKey(User, models.CASCADE, related_name="territory_roles")
    territory = models.ForeignKey("tenants.Territory", models.CASCADE, related_name="team")
    role = models.CharField(_("role"), max_length=10)

    class Meta:
        verbose_name = _("role in a territory")
        verbose_name_plural = _("roles in territories")
        constraints = [
            models.UniqueConstraint(fields=["user", "territory"], name="one_role_a_territory")
        ]

    def __str__(self):
        return f"{self.user} · {self.territory} · {self.role}"


def _name_in(model):
    return models.Subquery(model.objects.filter(pk=models.OuterRef("code")).values("name"))


class MandateQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=day), starts_on__lte=day)

    def with_place(self):
        """`place`: the name of the région or of the département."""
        return self.annotate(
            code=Substr("zone", StrIndex("zone", models.Value(":")) + 1),
            place=models.Case(
                models.When(role=Mandate.Role.REGIONAL, then=_name_in(Region)),
                default=_name_in(Departement),
            ),
        )

    def held_by(self, user, day):
        """Their own, and those of whoever they stand in for on this day."""
        away = Delegation.objects.valid_on(day).filter(stand_in=user, absent__is_active=True)
        held = models.Q(user=user) | models.Q(user__in=away.values("absent"))
        return self.valid_on(day).filter(held)


class Mandate(models.Model):
    """What a correspondent follows: one région or one département, from a day to another."""

    class Role(models.TextChoices):
        REGIONAL = "region", _("Regional correspondent")
        DEPARTMENTAL = "departement", _("Departmental correspondent")

    user = models.ForeignKey(User, models.CASCADE, related_name="mandates")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    zone = models.CharField(_("zone"), max_length=30, validators=[validate_zone])
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["zone", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "zone"],
                name="one_mandate_a_zone",
                violation_error_message=_("This person already follows this zone."),
            ),
            models.CheckConstraint(
                condition=models.Q(zone__startswith=Concat("role", models.Value(":"))),
                name="a_mandate_is_over_its_kind_of_zone",
                violation_error_message=_(
                    "A regional correspondent follows a région, a departmental one a département."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="a_mandate_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.zone}"


class DelegationQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(ended_at=None, starts_on__lte=day, ends_on__gte=day)

    def to_come_on(self, day):
        """Those that count on this day or will."""
        return self.filter(ended_at=None, ends_on__gte=day)


class Delegation(models.Model):
    """A correspondent is away: for these days another account follows what they follow. Nothing
    that was received is handed on, and the row stays when the days are over."""

    absent = models.ForeignKey(User, models.CASCADE, related_name="delegations_given")
    stand_in = models.ForeignKey(User, models.CASCADE, related_name="delegations_received")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    ended_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="a_delegation_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=~models.Q(stand_in=models.F("absent")),
                name="nobody_stands_in_for_themselves",
                violation_error_message=_("Name somebody else than yourself."),
            ),
        ]

    def __str__(self):
        return f"{self.absent} → {self.stand_in}"
