"""The forms of the journey that store something: a contact, and nothing else is needed."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contacts.details import read_contact
from contacts.enums import Helped
from portal.journey.unhurried import UnhurriedForm
from tenants.geography.suggest import meant

LONGEST = 254


class ContactForm(UnhurriedForm):
    """`needs_place`: nothing says where the young person is, so the form asks."""

    where = forms.CharField(
        label=_("Your commune or your postal code"), max_length=100, required=False
    )
    contact = forms.CharField(
        label=_("Your mobile number or your e-mail"),
        max_length=LONGEST,
        strip=False,
        error_messages={
            "required": _("Write a phone number or an e-mail address: one is enough."),
            "max_length": _("Write a phone number or an e-mail address, with nothing else."),
        },
    )
    share = forms.BooleanField(
        label=_("Send my answers along, so as not to repeat"), required=False
    )
    nonce = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    # The date that was on the page: if it has moved since, one is asked again.
    due_on = forms.DateField(required=False, widget=forms.HiddenInput)
    # The same of the first available of a pool, for who would rather ask that.
    pooled = forms.DateField(required=False)

    def __init__(self, *args, needs_place=False, **options):
        super().__init__(*args, **options)
        self.needs_place = needs_place

    def clean_contact(self):
        return read_contact(self.cleaned_data["contact"])

    def clean_where(self):
        """The Place that was typed, None when the address says it already."""
        if not self.needs_place:
            return None
        found = meant(self.cleaned_data["where"])
        if not found:
            raise ValidationError(_("Write your commune or its postal code, such as 51100."))
        if len(found) > 1:
            raise ValidationError(
                _("Several communes match: add the postal code, such as %(example)s."),
                params={"example": f"{found[0].name} {found[0].postal_codes[0]}"},
            )
        return found[0]


class TogetherForm(ContactForm):
    """One contact for several offers: the date of each was on the page."""

    def __init__(self, *args, keys=(), **options):
        super().__init__(*args, **options)
        self.keys = keys
        for key in keys:
            self.fields[f"due_on.{key}"] = forms.DateField(required=False)

    @property
    def shown_due_on(self):
        """{key of the offer: date}, once it is valid."""
        dates = {key: self.cleaned_data.get(f"due_on.{key}") for key in self.keys}
        return {key: date for key, date in dates.items() if date}


class FollowForm(forms.Form):
    """One press on the page of a request, and what goes with it."""

    ACTIONS = (
        *("withdraw", "erase", "not_contacted", "survey"),
        *("contact", "availability", "offer"),
    )
    # Those that come with a field of the same name, where what is wrong is said.
    TYPED = ("contact", "availability", "survey")

    action = forms.ChoiceField(choices=[(one, one) for one in ACTIONS])
    sure = forms.BooleanField(required=False)
    together = forms.BooleanField(required=False)
    contact = forms.CharField(
        label=_("Your mobile number or your e-mail"),
        max_length=LONGEST,
        strip=False,
        required=False,
    )
    availability = forms.CharField(label=_("When and how can you be reached?"), required=False)
    offer = forms.CharField(required=False)
    contacted = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
    helped = forms.ChoiceField(choices=[("", ""), *Helped.choices], required=False)
    survey = forms.CharField(required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("action") == "survey" and not cleaned.get("contacted"):
            self.add_error("survey", _("Say whether you were contacted."))
        return cleaned

    def clean_contact(self):
        if self.data.get("action") != "contact":
            return None
        return read_contact(self.cleaned_data["contact"])


class LookupForm(forms.Form):
    contact = forms.CharField(
        label=_("The number or the e-mail that you left"),
        max_length=LONGEST,
        strip=False,
        error_messages={"required": _("Write the number or the e-mail that you left.")},
    )

    def clean_contact(self):
        return read_contact(self.cleaned_data["contact"])


class OpeningForm(UnhurriedForm):
    """Where to write on the day a territory opens."""

    contact = forms.CharField(
        label=_("Your mobile number or your e-mail"),
        max_length=LONGEST,
        strip=False,
        error_messages={
            "required": _("Write a phone number or an e-mail address: one is enough."),
            "max_length": _("Write a phone number or an e-mail address, with nothing else."),
        },
    )

    def clean_contact(self):
        contact = read_contact(self.cleaned_data["contact"])
        if not contact.takes_messages:
            raise ValidationError(
                _("A landline takes no message: leave a mobile number or an e-mail address.")
            )
        return contact
