"""The matrix of rights, printed: a page for those who work on the portal, a page of the docs."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.country.access import for_staff
from tenants.rights import MATRIX, REACH, Action, Domain, Who


@dataclass(frozen=True)
class Cell:
    """What a role may do in a domain; no action is “nothing”."""

    who: Who
    action: Action | None

    @property
    def level(self) -> int:
        return self.action or 0


def heads() -> list[tuple[Who, str]]:
    return [(who, REACH[who].label) for who in Who]


def rows() -> list[tuple[Domain, list[Cell]]]:
    return [(domain, [Cell(who, _most(MATRIX[domain], who)) for who in Who]) for domain in Domain]


def _most(allowed, who):
    """What is open to everybody is open to each role."""
    return allowed.get(who) or allowed.get(Who.VISITOR)


@for_staff
@require_safe
def roles(request):
    return render(request, "country/roles.html", {"heads": heads(), "rows": rows()})


def as_markdown() -> str:
    """`docs/roles.md`, in the active language."""
    names = [f"{who.label}<br>*{reach}*" for who, reach in heads()]
    lines = [
        f"# {_('Who may do what')}",
        "",
        "Written by `manage.py write_roles` from `tenants/rights.py`: change it there.",
        "Deciding includes writing, writing includes reading.",
        "",
        f"| | {' | '.join(names)} |",
        f"|---|{'---|' * len(names)}",
    ]
    for domain, cells in rows():
        told = [cell.action.label.lower() if cell.action else "–" for cell in cells]
        lines.append(f"| {domain.label} | {' | '.join(told)} |")
    return "\n".join(lines) + "\n"
