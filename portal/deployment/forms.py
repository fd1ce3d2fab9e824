"""The forms of a deployment file."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.deployment.models import Member, Project, Threshold
from portal.deployment.specifications import LEAST_SHARE
from portal.deployment.steps import Move
from portal.national.coverage import ZonesField
from tenants.geography.models import Departement
from tenants.models import Opening
from tenants.rights import Who
from themes.models import Theme

WORDS = 4000


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class ProjectForm(forms.ModelForm):
    """`viewer` opens files in their own départements; only the national level ties a file to the
    territory in preparation."""

    zones = ZonesField(
        label=_("Zones"),
        help_text=_(
            "One a line: epci:200067213, departement:46, region:44, commune:51454. A minus before"
            " it leaves it out: -commune:51250."
        ),
    )

    class Meta:
        model = Project
        fields = [
            *("name", "departement", "zones", "structure", "structure_kind", "host", "opening"),
        ]

    def __init__(self, *args, viewer, **options):
        super().__init__(*args, **options)
        departements = Departement.objects.order_by("code")
        if not viewer.everywhere:
            departements = departements.filter(
                Q(code__in=viewer.held(Who.DEPARTMENTAL)) | Q(region__in=viewer.held(Who.REGIONAL))
            )
        self.fields["departement"].queryset = departements
        if viewer.everywhere:
            free = Q(project=None) | Q(project=self.instance.pk)
            self.fields["opening"].queryset = Opening.objects.filter(free)
        else:
            del self.fields["opening"]


class ActForm(forms.Form):
    """What the act that comes next asks for."""

    act = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("How it ends"), widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("Day"),
        widget=DayInput,
        error_messages={
            "required": _("Write a day such as 30/11/2026."),
            "invalid": _("Write a day such as 30/11/2026."),
        },
    )
    words = forms.CharField(
        max_length=WORDS, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, data=None, *, act):
        super().__init__(data, initial={"act": act.key, "on": timezone.localdate()})
        if act.outcomes:
            self.fields["outcome"].choices = [(one.key, one.label) for one in act.outcomes]
            self.fields["outcome"].error_messages["required"] = _("Say how this step ends.")
        else:
            del self.fields["outcome"]
        if act.words:
            self.fields["words"].label = act.words
        else:
            del self.fields["words"]


class MoveForm(forms.Form):
    move = forms.ChoiceField(choices=Move.choices)
    words = forms.CharField(
        max_length=WORDS,
        error_messages={"required": _("Write it in words: it is kept in the history.")},
    )


class PersonForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    email = forms.EmailField(label=_("Work e-mail"))
    organisation = forms.CharField(label=_("Organisation"), max_length=160)
    role = forms.ChoiceField(label=_("In which capacity"), choices=Member.Role.choices)


class DocumentForm(forms.Form):
    file = forms.FileField(
        label=_("Document"),
        help_text=_(
            "PDF, ODT, DOCX or a picture, 10 MB at most. Only readers of this file see it."
        ),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
    )


class ThresholdForm(forms.ModelForm):
    class Meta:
        model = Threshold
        fields = ["offers", "organisations", "blocking"]


class ConditionForm(forms.Form):
    """The national level does without a condition, or asks for it again."""

    condition = forms.CharField(max_length=60)
    action = forms.ChoiceField(choices=[("waive", "waive"), ("ask", "ask")])
    reason = forms.CharField(max_length=WORDS, required=False)


class WrittenForm(forms.Form):
    """A field for each of these sections (portal.deployment.writing); any may be left for later."""

    def __init__(self, *args, sections, **options):
        super().__init__(*args, **options)
        for section in sections:
            said = {"label": section.title, "help_text": section.asks, "required": False}
            self.fields[section.key] = self._field(section.key, said)

    def _field(self, key, said):
        if key == "themes":
            themes = [(one.key, one.localized_name) for one in Theme.objects.current()]
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=themes, widget=widget, **said)
        if key == "share":
            return forms.IntegerField(min_value=LEAST_SHARE, max_value=100, **said)
        return forms.CharField(max_length=WORDS, widget=forms.Textarea(attrs={"rows": 6}), **said)
