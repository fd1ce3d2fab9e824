"""What is pressed on “My team”: one form for each button."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Absence, Closure, Professional

CHOOSE = {
    "required": _("Choose somebody of the list."),
    "invalid_choice": _("Choose somebody of the list."),
}
DAY = {
    "required": _("Write both days."),
    "invalid": _("Write a day such as 30/11/2026."),
}


class TeamForm(forms.Form):
    """`me`: the row of who presses, in the organisation concerned."""

    def __init__(self, data, *, me):
        super().__init__(data)
        self.me = me

    @property
    def sentence(self):
        return next(iter(self.errors.values()))[0]

    @property
    def team(self):
        return Professional.objects.filter(organisation=self.me.organisation_id, active=True)

    @property
    def mine(self):
        """Whose days and back-up they may change."""
        return self.team if self.me.is_lead else self.team.filter(pk=self.me.pk)


class PeriodForm(TeamForm):
    starts_on = forms.DateField(error_messages=DAY)
    ends_on = forms.DateField(error_messages=DAY)


class AbsenceForm(PeriodForm):
    professional = forms.ModelChoiceField(None, error_messages=CHOOSE)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["professional"].queryset = self.mine


class NoAbsenceForm(TeamForm):
    absence = forms.ModelChoiceField(None, error_messages=CHOOSE)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["absence"].queryset = Absence.objects.filter(professional__in=self.mine)


class BackupForm(TeamForm):
    professional = forms.ModelChoiceField(None, error_messages=CHOOSE)
    backup = forms.ModelChoiceField(None, required=False, error_messages=CHOOSE)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["professional"].queryset = self.mine
        self.fields["backup"].queryset = self.team


class NoClosureForm(TeamForm):
    closure = forms.ModelChoiceField(None, error_messages=CHOOSE)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        own = Closure.objects.filter(organisation=self.me.organisation_id)
        self.fields["closure"].queryset = own


class PersonForm(forms.Form):
    """Who is invited."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=60,
        error_messages={"required": _("Write their first name.")},
    )
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("Work e-mail"),
        error_messages={
            "required": _("Write their e-mail address."),
            "invalid": _("Write a whole e-mail address, such as prenom@exemple.fr."),
        },
    )
    is_lead = forms.BooleanField(label=_("Leads the organisation too"), required=False)


class InviteForm(TeamForm, PersonForm):
    """By a lead, on their own page."""


class LeaveForm(TeamForm):
    """A lead takes a colleague off the team; nobody takes themselves off."""

    professional = forms.ModelChoiceField(None, error_messages=CHOOSE)
    sure = forms.BooleanField(
        error_messages={"required": _("Tick the box first: it cannot be undone here.")}
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["professional"].queryset = self.team.exclude(pk=self.me.pk)
