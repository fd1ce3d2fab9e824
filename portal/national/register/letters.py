"""Whoever submitted the words of a territory is told what was decided."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.letters import send_letter
from tenants.accounts.models import User
from themes.models import Wording


def tell_of_decision(wording: Wording) -> None:
    """Nothing when they have no account any more. Raises OSError when the letter cannot leave."""
    writer = User.objects.filter(email__iexact=wording.submitted_by, is_active=True).first()
    if writer is None or wording.territory is None:
        return
    with override(settings.LANGUAGE_CODE):
        link = wording.territory.url + reverse("wagtailadmin_home")
        context = {"wording": wording, "link": link}
        subject = _("Your question: %(status)s") % {"status": wording.get_status_display()}
        send_letter(writer.email, subject, "national/letters/decided.txt", context)
