"""Letters about accounts: they hold nothing of a request, and leave at once."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts.models import MessageWishes, Organisation, Professional
from contacts.services.inviting import invitation_of, invite_colleague
from portal.letters import send_letter
from portal.territories import national_url
from tenants.accounts.models import User


@transaction.atomic
def invite_by_letter(
    *, organisation: Organisation, by: Professional | User, **person: str | bool
) -> Professional:
    """Write somebody down and send them the link, or neither; when it is not a colleague who
    invites, the organisation is told by whom.

    Raises ValidationError with the reason why not.
    """
    if isinstance(by, User) and by.email.lower() == person["email"].lower():
        raise ValidationError(_("Nobody invites themselves: ask the organisation, or a colleague."))
    invited = invite_colleague(organisation=organisation, **person)
    try:
        send_invitation(invited, by=by)
        if isinstance(by, User):
            _tell_organisation(invited, by)
    except OSError as error:
        raise ValidationError(_("The invitation could not leave. Try again later.")) from error
    return invited


def send_invitation(person: Professional, *, by: Professional | User | None = None) -> None:
    """In the language of the page where it is asked. Raises OSError when it cannot leave."""
    address = reverse("pro:invitation", args=[invitation_of(person)])
    context = {"person": person, "by": by, "link": national_url() + address}
    subject = _("Your account on Boussole")
    send_letter(person.email, subject, "pro/letters/invitation.txt", context)


def password_link(user: User) -> str:
    """For any account. Valid once, for PASSWORD_RESET_TIMEOUT seconds (three days)."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    address = reverse("pro:password", args=[uid, default_token_generator.make_token(user)])
    return national_url() + address


def send_password_link(user: User) -> None:
    """In the language of the page where it is asked. Raises OSError when it cannot leave."""
    subject = _("Choose another password for Boussole")
    send_letter(user.email, subject, "pro/letters/password.txt", {"link": password_link(user)})


def _tell_organisation(person: Professional, by: User) -> None:
    leads = Professional.objects.reachable().filter(organisation=person.organisation, is_lead=True)
    languages = {
        lead.email: MessageWishes.objects.of(lead.user_id).language
        for lead in leads.exclude(pk=person.pk)
    }
    if person.organisation.email:
        languages.setdefault(person.organisation.email, settings.LANGUAGE_CODE)
    for address, language in languages.items():
        with override(language):
            context = {"person": person, "by": by, "link": national_url() + reverse("pro:team")}
            subject = _("Somebody joins your team on Boussole")
            send_letter(address, subject, "pro/letters/invited.txt", context)
