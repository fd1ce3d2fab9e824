"""Letters about accounts: they hold nothing of a request, and leave at once."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts.models import Professional
from contacts.services.inviting import invitation_of
from portal.territories import national_url
from tenants.accounts.models import User


def send_invitation(person: Professional, *, by: Professional | None = None) -> None:
    """Raises OSError when it cannot leave."""
    with override(settings.LANGUAGE_CODE):
        address = reverse("pro:invitation", args=[invitation_of(person)])
        context = {"person": person, "by": by, "link": national_url() + address}
        _send(person.email, _("Your account on Boussole"), "invitation", context)


def send_password_link(user: User) -> None:
    """Raises OSError when it cannot leave."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    with override(settings.LANGUAGE_CODE):
        address = reverse("pro:password", args=[uid, default_token_generator.make_token(user)])
        _send(
            user.email,
            _("Choose another password for Boussole"),
            "password",
            {"link": national_url() + address},
        )


def _send(address: str, subject: str, template: str, context: dict) -> None:
    body = render_to_string(f"pro/letters/{template}.txt", context).strip()
    EmailMessage(subject, body, to=[address]).send()
