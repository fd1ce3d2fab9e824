from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from offers.models import ThemePage
from search.models import SynonymProposal, WordsAnswer
from search.models.logbook import MAX_CHARACTERS_KEPT
from tenants.roles import members

Kind = WordsAnswer.Kind


class WordsForm(forms.Form):
    words = forms.CharField(max_length=MAX_CHARACTERS_KEPT, widget=forms.HiddenInput)


class AnswerForm(WordsForm):
    """What is done about these words. A synonym is proposed by a form of its own."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in Kind if kind != Kind.SYNONYM],
        label=_("What is done"),
    )
    person = forms.ModelChoiceField(
        None, required=False, empty_label="—", label=_("Who takes care of it")
    )
    note = forms.CharField(max_length=300, required=False, label=_("Note"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _choose_from(self.fields["person"], members().distinct())


class SynonymForm(WordsForm):
    meaning = forms.CharField(
        max_length=SynonymProposal._meta.get_field("meaning").max_length,
        label=_("What these words mean"),
        help_text=_("In words that offers use: “logement étudiant”."),
    )


class OfferForm(WordsForm):
    theme = forms.ModelChoiceField(None, empty_label="—", label=_("Theme"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        pages = ThemePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        _choose_from(self.fields["theme"], pages.order_by("title"))


def _choose_from(field, queryset):
    """Read once: the list shows the form again for each wording."""
    field.queryset = queryset
    field.choices = list(field.choices)
