"""What an act needs beside its form: sentences that say what is missing."""

from django.utils.translation import gettext as _

from portal.deployment import report, specifications
from portal.deployment.models import Member, Project
from portal.deployment.reading import conditions_for
from portal.deployment.steps import Act
from portal.deployment.writing import missing_sections

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


def _conditions(project):
    if project.territory is None:
        return [_("The territory is not open yet: prepare it, open it, and tie it to this file.")]
    return [
        _("Still missing: %(what)s.") % {"what": one.sentence}
        for one in conditions_for(project)
        if one.holds_back
    ]


def _specifications(project):
    last = project.specifications.first()
    return _unwritten(specifications.SECTIONS, last, _("Write the specifications first."))


def _report(project):
    if not report.has_report(project):
        return [_("Tie the territory to this file first: the national level does it.")]
    return _unwritten(report.SECTIONS, project.reports.first(), _("Write the report first."))


def _unwritten(sections, last, nothing):
    if last is None:
        return [nothing]
    if missing := missing_sections(sections, last.content):
        return [_("Still to be written: %(sections)s.") % {"sections": ", ".join(missing)}]
    return []


CHECKS = {
    "members": _members,
    "host": _host,
    "conditions": _conditions,
    "specifications": _specifications,
    "report": _report,
}
