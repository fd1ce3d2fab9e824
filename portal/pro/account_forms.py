from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.pro.attempts import count_attempt, too_many_attempts


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("This address and this password do not go together."),
        "inactive": _("This address and this password do not go together."),
    }

    def clean(self):
        email = self.cleaned_data.get("username", "")
        if too_many_attempts(self.request, email):
            raise ValidationError(_("That was many attempts. Try again in an hour."))
        try:
            return super().clean()
        except ValidationError:
            count_attempt(self.request, email)
            raise


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your work e-mail"),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write a whole e-mail address, such as prenom@exemple.fr."),
        },
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code of your application, or one of your spare codes"),
        max_length=20,
        error_messages={
            "required": _("Write the code."),
            "max_length": _("This code is too long: it has six digits, or eight letters."),
        },
    )

    def clean_code(self):
        return self.cleaned_data["code"].replace(" ", "").lower()


class SecurityForm(forms.Form):
    action = forms.ChoiceField(choices=[(one, one) for one in ("start", "confirm", "stop")])
    code = forms.CharField(max_length=20, required=False)

    def clean_code(self):
        return self.cleaned_data["code"].replace(" ", "").lower()
