"""What an offer has several of: the places where one goes and the hours when one may come."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from offers.enums import Day
from offers.fields import ChoiceListField
from offers.widgets import CommuneInput
from tenants.geography.suggest import find


class OfferPlace(Orderable):
    page = ParentalKey("offers.OfferPage", on_delete=models.CASCADE, related_name="places")
    name = models.CharField(_("name of the place"), max_length=120)
    address = models.CharField(_("number and street"), max_length=200, blank=True)
    postal_code = models.CharField(
        _("postal code"), max_length=5, validators=[RegexValidator(r"^\d{5}$", _("Five digits."))]
    )
    commune = models.CharField(
        _("commune"),
        max_length=5,
        help_text=_("Type its name and pick it; its INSEE code works too."),
    )
    lat = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Left empty: the town hall’s."),
    )
    lon = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("address"),
        FieldRowPanel([FieldPanel("postal_code"), FieldPanel("commune", widget=CommuneInput)]),
        FieldRowPanel([FieldPanel("lat"), FieldPanel("lon")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        commune = find(self.commune) if self.commune else None
        if self.commune and commune is None:
            raise ValidationError({"commune": _("We do not know this commune.")})
        if (self.lat is None) != (self.lon is None):
            raise ValidationError(_("Give both the latitude and the longitude, or neither."))
        if commune:
            self.commune = commune.code
            if self.lat is None:
                self.lat, self.lon = commune.lat, commune.lon


class OfferHours(Orderable):
    page = ParentalKey("offers.OfferPage", on_delete=models.CASCADE, related_name="hours")
    days = ChoiceListField(Day, verbose_name=_("days"))
    opens = models.TimeField(_("opens at"))
    closes = models.TimeField(_("closes at"))

    panels = [
        FieldPanel("days"),
        FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")

    def __str__(self):
        return f"{'-'.join(self.days)} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self):
        super().clean()
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValidationError({"closes": _("It closes before it opens.")})
