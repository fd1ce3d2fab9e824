"""The pages around the offers: a territory's home, its themes, and its editorial pages."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import connection, models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, Site
from wagtail_localize.fields import SynchronizedField

from offers.blocks import BODY_BLOCKS, LeanStreamField
from offers.forms import ThemePageForm
from offers.questionnaire.panels import QuestionnairePanel
from tenants.models import NATIONAL
from themes.models import Theme


class JourneyPage(Page):
    """A page that the journey shows at an address of its own, whatever its place in the tree."""

    class Meta:
        abstract = True

    def journey_address(self):
        """The URL name in the journey and its arguments."""
        raise NotImplementedError

    def get_url_parts(self, request=None):
        site = Site.objects.filter(is_default_site=True).first()
        if site is None or self._state.adding:
            return None
        name, args = self.journey_address()
        with override(self.locale.language_code):
            return site.pk, site.root_url, reverse(name, args=args)

    def serve(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_url(request))


class HomePage(JourneyPage):
    welcome = models.TextField(
        _("welcome"),
        blank=True,
        max_length=600,
        validators=[MaxLengthValidator(600)],
        help_text=_("Two or three sentences shown at the top of the home page."),
    )

    content_panels = [*Page.content_panels, FieldPanel("welcome")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["offers.ThemePage", "offers.ContentPage"]
    preview_modes = []

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
        permissions = [
            ("manage_team", _("Can say who belongs to the team")),
            ("read_searches", _("Can read what visitors search for")),
            ("answer_searches", _("Can say what is done about what is not found")),
            ("watch_commitments", _("Can see which promises are late")),
        ]

    def journey_address(self):
        return "journey:home", []


class ThemePage(JourneyPage):
    """A theme that this territory opens: its offers are below it."""

    theme_key = models.CharField(_("theme"), max_length=40)
    # What this territory makes of the model questionnaire, as themes.adaptations reads it: in a
    # field of the page, so that drafts, revisions, the workflow and scheduling hold for it. The
    # page in the main language holds that of all languages.
    adaptation = models.JSONField(default=dict, blank=True, editable=False)

    base_form_class = ThemePageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("theme_key"),
        QuestionnairePanel(template="offers/questionnaire/panel.html", heading=_("Questionnaire")),
    ]
    parent_page_types = ["offers.HomePage"]
    subpage_types = ["offers.OfferPage"]
    preview_modes = []
    override_translatable_fields = [
        SynchronizedField("theme_key", overridable=False),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("adaptation", overridable=False),
    ]

    class Meta:
        verbose_name = _("theme page")
        verbose_name_plural = _("theme pages")

    def clean(self):
        super().clean()
        same = ThemePage.objects.filter(theme_key=self.theme_key, locale=self.locale_id)
        if self.theme_key and same.exclude(pk=self.pk).exists():
            raise ValidationError({"theme_key": _("This theme is already open here.")})

    @cached_property
    def theme(self):
        return Theme.objects.asked_in(connection.tenant).get(key=self.theme_key)

    @property
    def asks_the_model(self):
        """Whether the questions are written elsewhere: the national site asks the country's."""
        return connection.schema_name == NATIONAL

    @property
    def holds_questionnaire(self):
        return not self.asks_the_model and self.locale.language_code == settings.LANGUAGE_CODE

    def questionnaire(self, language=None):
        """The questions asked here now, in this language (the page's own by default)."""
        return self.theme.questionnaire(language or self.locale.language_code)

    def journey_address(self):
        return "journey:question", [self.theme_key, 1]


class ContentPage(JourneyPage):
    """Legal notice, privacy, accessibility, help: pages that are read, not searched."""

    body = LeanStreamField(BODY_BLOCKS, verbose_name=_("text"))

    # Previewed as the journey shows it.
    template = "journey/content.html"
    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["offers.HomePage"]
    subpage_types = []
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]

    class Meta:
        verbose_name = _("editorial page")
        verbose_name_plural = _("editorial pages")

    def journey_address(self):
        return "journey:legal", [self.slug]
