"""Which messages a professional wants, for all the organisations in which they work."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from contacts.enums import Nudges
from contacts.wishes import HOURS, Wishes


class MessageWishesQuerySet(models.QuerySet):
    def of(self, user_id) -> Wishes:
        """Those of who has said nothing, or has no account, are the usual ones; no query for who
        has none."""
        said = self.filter(user=user_id).first() if user_id else None
        return Wishes(Nudges(said.nudges), said.hour, said.language) if said else Wishes()


class MessageWishes(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="message_wishes"
    )
    nudges = models.CharField(
        _("reminders before the promised date"),
        max_length=10,
        choices=Nudges,
        default=Nudges.ONE_BY_ONE,
    )
    hour = models.PositiveSmallIntegerField(
        _("hour of the letter"),
        default=Wishes.hour,
        validators=[MinValueValidator(HOURS[0]), MaxValueValidator(HOURS[-1])],
    )

    language = models.CharField(
        _("language of the messages"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=Wishes.language,
    )

    objects = MessageWishesQuerySet.as_manager()

    class Meta:
        verbose_name = _("wishes about messages")
        verbose_name_plural = _("wishes about messages")

    def __str__(self):
        return f"{self.user_id} {self.nudges}"
