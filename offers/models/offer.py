"""The offer: what a territory publishes, and what the catalogue is written from."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left, Length
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageManager, Revision
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from offers.blocks import BODY_BLOCKS, LeanStreamField
from offers.enums import Accessibility, SpokenLanguage
from offers.fields import ChoiceListField, ZonesField
from offers.forms import OfferPageForm
from offers.models.pages import JourneyPage, ThemePage
from offers.models.panels import OFFER_PANELS
from offers.previews import preview_modes_of, render_preview
from search.models import Mode


class OfferQuerySet(PageQuerySet):
    def in_themes(self, keys):
        """Those below the pages of these themes, with `theme_key`."""
        above = Left(OuterRef("path"), Length(OuterRef("path")) - Page.steplen)
        pages = ThemePage.objects.filter(path=above)
        return self.annotate(theme_key=Subquery(pages.values("theme_key"))).filter(
            theme_key__in=keys
        )

    def usable_on(self, day):
        """Live and within its dates."""
        return self.live().exclude(starts_on__gt=day).exclude(ends_on__lt=day)


class OfferPage(JourneyPage):
    summary = models.TextField(
        _("in short"),
        max_length=300,
        validators=[MaxLengthValidator(300)],
        help_text=_("What one gets, in one or two plain sentences: 300 characters at most."),
    )
    body = LeanStreamField(BODY_BLOCKS, blank=True, verbose_name=_("text"))
    audience = models.TextField(
        _("who it is for"),
        blank=True,
        max_length=500,
        validators=[MaxLengthValidator(500)],
        help_text=_("In words, for who reads."),
    )
    steps = models.TextField(
        _("how it goes"), blank=True, help_text=_("One step a line, in the order they happen.")
    )

    # An organisation lives in the shared schema, the offers in each territory's: nobody can
    # look in all of them when one is deleted, so the database refuses.
    organisation = models.ForeignKey(
        "contacts.Organisation",
        models.DO_NOTHING,
        related_name="+",
        verbose_name=_("organisation"),
        help_text=_("Who offers it: one of the organisations that signed the charter here."),
    )
    professional = models.ForeignKey(
        "contacts.Professional",
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("professional"),
        help_text=_("Who is alerted first. Left empty: the organisation."),
    )
    delay_days = models.PositiveSmallIntegerField(
        _("promised delay, in days"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
        help_text=_("The young person is contacted within this many days: from 1 to 7."),
    )
    subtheme = models.CharField(_("sub-theme"), max_length=40, blank=True)
    criteria = models.JSONField(
        _("who may use it"),
        default=dict,
        blank=True,
        help_text=_("Whoever did not answer a question sees the offer all the same."),
    )

    modes = ChoiceListField(Mode, verbose_name=_("how one meets"))
    website = models.URLField(_("website"), blank=True)
    access = models.TextField(
        _("how to get there"), blank=True, max_length=500, validators=[MaxLengthValidator(500)]
    )
    accessibility = ChoiceListField(Accessibility, verbose_name=_("accessibility"), blank=True)
    languages = ChoiceListField(SpokenLanguage, verbose_name=_("languages spoken"), blank=True)
    free = models.BooleanField(_("free"), default=True)
    price = models.CharField(
        _("price"), max_length=120, blank=True, help_text=_("When it is not free: “20 € a year”.")
    )
    coverage = ZonesField(
        verbose_name=_("for people who live in"),
        blank=True,
        help_text=_("Left empty: the whole territory."),
    )

    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(
        _("last day"), null=True, blank=True, help_text=_("The day after, the offer is withdrawn.")
    )
    weekly_capacity = models.PositiveSmallIntegerField(
        _("requests a week"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How many young people you can call in a week, if there is a limit."),
    )
    paused_until = models.DateField(
        _("paused until"),
        null=True,
        blank=True,
        help_text=_("Not shown before that day; comes back by itself."),
    )
    verified_on = models.DateField(_("last verified on"), null=True, blank=True)
    review_every_months = models.PositiveSmallIntegerField(
        _("verify every (months)"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )

    objects = PageManager.from_queryset(OfferQuerySet)()

    base_form_class = OfferPageForm
    content_panels = [*Page.content_panels, *OFFER_PANELS]
    parent_page_types = ["offers.ThemePage"]
    subpage_types = []
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("delay_days"),
    ]
    # Texts are translated; what binds the organisation is the same in every language.
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in (
            "slug", "organisation", "professional", "delay_days", "subtheme", "criteria", "modes",
            "accessibility", "languages", "free", "coverage", "starts_on", "ends_on",
            "weekly_capacity", "paused_until", "verified_on", "review_every_months",
            "places", "hours",
        )
    ]  # fmt: skip

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")

    def clean(self):
        super().clean()
        errors = {}
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            errors["ends_on"] = _("The offer ends before it starts.")
        if not self.free and not self.price:
            errors["price"] = _("Say the price, or tick “free”.")
        if self.professional_id and self.professional.organisation_id != self.organisation_id:
            errors["professional"] = _("This person is not of this organisation.")
        if errors:
            raise ValidationError(errors)

    def full_clean(self, *args, **kwargs):
        if self.free:
            self.price = ""
        super().full_clean(*args, **kwargs)

    @property
    def theme_page(self):
        return self.get_parent().specific

    @property
    def versions_to_come(self):
        """The draft that an editor goes on writing, and what is to be published by itself."""
        scheduled = models.Q(approved_go_live_at__isnull=False)
        return Revision.objects.for_instance(self).filter(
            models.Q(pk=self.latest_revision_id) | scheduled
        )

    @property
    def catalogue_key(self):
        """The public id of the offer: see search.models.CatalogueOffer.key."""
        return f"{connection.schema_name}-{self.pk}"

    def journey_address(self):
        return "journey:offer", [self.catalogue_key]

    @property
    def preview_modes(self):
        return preview_modes_of(self)

    def serve_preview(self, request, mode_name):
        return render_preview(self, request, mode_name)
