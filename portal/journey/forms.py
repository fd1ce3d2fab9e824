"""The one form of the journey that stores something: a contact, and nothing else is needed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.details import read_contact


class ContactForm(forms.Form):
    contact = forms.CharField(
        label=_("Your mobile number or your e-mail"),
        max_length=254,
        strip=False,
        error_messages={"required": _("Write a phone number or an e-mail address: one is enough.")},
    )
    share = forms.BooleanField(label=_("Send my answers along, so as not to repeat"), required=False)
    nonce = forms.CharField(max_length=64, required=False)

    def clean_contact(self):
        return read_contact(self.cleaned_data["contact"])
