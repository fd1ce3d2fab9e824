from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

from portal.pro.attempts import count_attempt, too_many_attempts

# A passkey writes less than half of it.
LONGEST_ANSWER = 10_000


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


class TeamSignInForm(SignInForm, LoginForm):
    """Wagtail's, whose fields have no label, with our sentences and our limit."""

    username = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput())
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


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


class PasskeyForm(forms.Form):
    """What a passkey has answered, as the browser writes it."""

    passkey = forms.CharField(
        max_length=LONGEST_ANSWER,
        error_messages={
            "required": _("Your browser has sent no passkey. Try again, or use a code."),
            "max_length": _("This passkey does not open. Try again, or use a code."),
        },
    )

    @property
    def sentence(self):
        return next(iter(self.errors.values()))[0]


class SecurityForm(forms.Form):
    """One button of the security page, with what it needs."""

    ACTIONS = ("start", "give_up", "confirm", "stop", "add_passkey", "remove_passkey", "spare")

    action = forms.ChoiceField(
        choices=[(one, one) for one in ACTIONS],
        error_messages={
            "required": _("Choose one of the buttons."),
            "invalid_choice": _("Choose one of the buttons."),
        },
    )
    code = forms.CharField(
        max_length=20,
        required=False,
        error_messages={
            "max_length": _("This code is too long: it has six digits, or eight letters.")
        },
    )
    passkey = forms.CharField(
        max_length=LONGEST_ANSWER,
        required=False,
        error_messages={"max_length": _("This passkey could not be added. Try again.")},
    )
    name = forms.CharField(
        max_length=60,
        required=False,
        error_messages={"max_length": _("This name is too long: 60 letters at most.")},
    )
    which = forms.IntegerField(required=False)

    def clean_code(self):
        return self.cleaned_data["code"].replace(" ", "").lower()

    @property
    def sentence(self):
        return next(iter(self.errors.values()))[0]
