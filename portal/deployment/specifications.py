"""The specifications that a committee writes, handed over as a PDF."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.deployment.models import Specifications
from portal.deployment.presentation import zones_in_words
from portal.deployment.writing import Section, blocks_of
from portal.documents import Block, Facts, write_pdf
from themes.models import Theme

# Of a working time: less does not keep a network alive.
LEAST_SHARE = 50


SECTIONS = (
    Section(
        "territory",
        gettext_lazy("Territory"),
        gettext_lazy("Why these communes hold together: young people, professionals, distances."),
    ),
    Section(
        "themes",
        gettext_lazy("Themes"),
        gettext_lazy("Those that open first; others may follow."),
    ),
    Section(
        "animation",
        gettext_lazy("Animation"),
        gettext_lazy("Who animates, from which structure, with which means."),
    ),
    Section(
        "share",
        gettext_lazy("Working time of the animator, in percent"),
        gettext_lazy("50 at least; 100 for the first territory of a département."),
    ),
    Section(
        "strategy",
        gettext_lazy("Strategy"),
        gettext_lazy("How professionals are brought in, and how the territory will grow."),
    ),
    Section(
        "communication",
        gettext_lazy("Communication plan"),
        gettext_lazy("How young people will hear of it, and from whom."),
    ),
    Section(
        "funding",
        gettext_lazy("Funding"),
        gettext_lazy("Who pays what, until when, and what makes it last."),
    ),
)


def said_in(content: Mapping) -> list[tuple[Section, str]]:
    """Each section with its words; an empty one has none."""
    names = {one.key: one.localized_name for one in Theme.objects.current()}
    told = {
        **content,
        "themes": ", ".join(names.get(key, key) for key in content.get("themes", ())),
        "share": _("%(share)s%%") % {"share": content["share"]} if content.get("share") else "",
    }
    return [(section, str(told.get(section.key) or "")) for section in SECTIONS]


def heading_of(version: Specifications) -> tuple[str, Facts]:
    """Which version it is, and of which place."""
    project = version.project
    day = date_format(timezone.localtime(version.at), "DATE_FORMAT")
    facts = [
        (_("Département"), str(project.departement)),
        (_("Candidate structure"), project.structure),
        (_("Zones"), ", ".join(zones_in_words(project.zones))),
    ]
    about = _("Version %(number)s, %(day)s") % {"number": version.version, "day": day}
    return about, Facts(facts)


def specifications_pdf(version: Specifications) -> bytes:
    about, facts = heading_of(version)
    blocks: list[Block] = [facts, *blocks_of(said_in(version.content))]
    return write_pdf(
        title=_("Specifications: %(name)s") % {"name": version.project},
        about=about,
        blocks=blocks,
    )
