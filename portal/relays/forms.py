from django import forms
from django.utils.translation import gettext_lazy as _

from contacts import agreement
from contacts.models import Relay
from portal.journey.forms import ContactForm, TogetherForm


class _Relayed(forms.Form):
    """A form of the journey, for a relay beside a young person. What is ticked is the version of
    the text that was read: another one since is read again."""

    agrees = forms.ChoiceField(
        choices=[(agreement.VERSION, agreement.TEXT)],
        error_messages={
            "required": _("Ask the person, then tick the box: nothing leaves without them."),
            "invalid_choice": _("This text has changed: read it again, then tick the box."),
        },
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["contact"].label = _("Their mobile number or their e-mail")
        self.fields["where"].label = _("Their commune or their postal code")
        self.fields["share"].label = _("Send their answers along, so that they need not repeat")


class RelayedForm(_Relayed, ContactForm):
    """Of one offer."""


class RelayedTogetherForm(_Relayed, TogetherForm):
    """Of several."""


class LinkForm(forms.Form):
    email = forms.EmailField(
        label=_("Your work e-mail"),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write a whole e-mail address, such as prenom@exemple.fr."),
        },
    )


class InviteForm(forms.ModelForm):
    class Meta:
        model = Relay
        fields = ["structure", "first_name", "last_name", "email"]
