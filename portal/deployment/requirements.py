"""What an act needs beside its form: sentences that say what is missing."""

from django.utils.translation import gettext as _

from portal.deployment.models import Member, Project
from portal.deployment.steps import Act

FEWEST_MEMBERS = 2


def missing_for(project: Project, act: Act) -> list[str]:
    """In words; nothing is missing when it is empty."""
    found = []
    if act.document and not project.documents.filter(act=act.key).exists():
        found.append(_("A document is needed: add it first."))
    check = CHECKS.get(act.requires)
    return found + (check(project) if check else [])


def _members(project):
    named = project.members.filter(role=Member.Role.COMMITTEE).count()
    if named >= FEWEST_MEMBERS:
        return []
    return [_("Name two members of the committee at least, each with an account.")]


def _host(project):
    return [] if project.host else [_("Name the host structure: “Change the file” does it.")]


CHECKS = {"members": _members, "host": _host}
