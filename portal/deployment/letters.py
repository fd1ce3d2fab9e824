"""Letters about deployment files: they hold nothing of a young person, and leave at once."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from contacts.models import MessageWishes
from portal.deployment.models import Member, Project
from portal.letters import send_letter
from portal.pro.letters import password_link
from portal.territories import national_url
from tenants.accounts.models import User


def send_naming(member: Member, *, by: User) -> None:
    """Which file they read from now on, with a link to choose a password for who has none.

    Raises OSError when it cannot leave.
    """
    user, project = member.user, member.project
    with override(_language_of(user)):
        address = password_link(user) if not user.has_usable_password() else ""
        context = {"member": member, "by": by, "password": address, "link": _link(project)}
        subject = _("The file of %(name)s on Boussole") % {"name": project}
        send_letter(user.email, subject, "deployment/letters/named.txt", context)


def send_reminder(user: User, projects: Sequence[Project]) -> None:
    """Which files wait for them. Raises OSError when it cannot leave."""
    with override(_language_of(user)):
        lines = [(one, one.act.does, _link(one)) for one in projects]
        subject = _("Files wait for you on Boussole")
        context = {"lines": lines, "count": len(lines)}
        send_letter(user.email, subject, "deployment/letters/reminder.txt", context)


def _link(project: Project) -> str:
    return national_url() + reverse("deployment:file", args=[project.pk])


def _language_of(user: User) -> str:
    return MessageWishes.objects.of(user.pk).language
