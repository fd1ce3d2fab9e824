"""The editor's forms: what depends on the theme is built from its questionnaire."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from offers.criteria import CriteriaField
from offers.questionnaire.publishing import check_publishable
from offers.validation import check_offer, why_no_offers, with_hidden_criteria
from themes.models import Theme


class ThemePageForm(WagtailAdminPageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "theme_key" in self.fields:
            proposed = Theme.objects.current(connection.tenant)
            # Retired since, the theme of a page stays its own.
            own = Theme.objects.filter(key=self.instance.theme_key)
            themes = {theme.key: theme.localized_name for theme in (*proposed, *own)}
            self.fields["theme_key"] = forms.ChoiceField(
                choices=[("", "—"), *themes.items()],
                label=_("Theme"),
                # The offers below were written for its questions.
                disabled=self.instance.pk is not None,
                help_text=_("Chosen once: the offers below are written for its questions."),
            )

    def clean(self):
        cleaned_data = super().clean()
        approving = self.data.get("workflow-action-name") == "approve"
        if "action-publish" in self.data or ("action-workflow-action" in self.data and approving):
            check_publishable(page=self.instance)
        return cleaned_data


class OfferPageForm(WagtailAdminPageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.theme_page = (self.parent_page or self.instance.get_parent()).specific
        if "subtheme" in self.fields:
            subthemes = [
                (subtheme.key, subtheme.localized_name)
                for subtheme in self.theme_page.theme.subthemes.all()
            ]
            self.fields["subtheme"] = forms.ChoiceField(
                choices=[("", "—"), *subthemes], required=False, label=_("Sub-theme")
            )
        if "criteria" in self.fields:
            field = self.fields["criteria"]
            self.questionnaire = self.theme_page.questionnaire()
            self.fields["criteria"] = CriteriaField(
                questionnaire=self.questionnaire,
                label=field.label,
                help_text=field.help_text,
            )

    def clean_criteria(self):
        return with_hidden_criteria(
            self.cleaned_data["criteria"], self.instance.criteria, self.questionnaire
        )

    def clean(self):
        cleaned_data = super().clean()
        offer = self.instance
        if offer._state.adding and (refusal := why_no_offers(self.theme_page)):
            self.add_error(None, refusal)
        for field in ("organisation", "subtheme", "criteria", "coverage"):
            if field in cleaned_data:
                setattr(offer, field, cleaned_data[field])
        try:
            check_offer(page=offer, theme_page=self.theme_page)
        except ValidationError as error:
            for field, errors in error.error_dict.items():
                if field in cleaned_data:
                    self.add_error(field, errors)
        return cleaned_data
