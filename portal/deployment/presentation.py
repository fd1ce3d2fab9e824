"""What the page of a file shows: its twelve steps with what came of each, and its history."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from offers.zones import zone_labels
from portal.deployment.models import Document, Event, Project
from portal.deployment.steps import ACTS, Act, State

DONE, NOW, LATER = "done", "now", "later"


@dataclass(frozen=True)
class ShownAct:
    act: Act
    when: str
    event: Event | None = None
    documents: list[Document] = field(default_factory=list)


@dataclass(frozen=True)
class ShownStep:
    number: int
    acts: list[ShownAct]

    @property
    def when(self) -> str:
        found = {one.when for one in self.acts}
        return next((one for one in (NOW, LATER) if one in found), DONE)


def timeline(
    project: Project, events: Iterable[Event], documents: Iterable[Document]
) -> list[ShownStep]:
    """All twelve. What was taken back is in the history alone."""
    ends: dict[str, Event] = {}
    for event in events:
        if event.kind == Event.Kind.ACT:
            ends[event.subject] = event
        elif event.kind == Event.Kind.TAKEN_BACK:
            ends.pop(event.subject, None)
    kept: dict[str, list[Document]] = {}
    for document in documents:
        kept.setdefault(document.act, []).append(document)
    keys = [act.key for act in ACTS]
    reached = keys.index(project.awaits) if project.awaits else len(keys)
    steps: dict[int, list[ShownAct]] = {}
    for at, act in enumerate(ACTS):
        when = DONE if at < reached else NOW if at == reached else LATER
        shown = ShownAct(act, when, ends.get(act.key), kept.get(act.key, []))
        steps.setdefault(act.number, []).append(shown)
    return [ShownStep(number, acts) for number, acts in steps.items()]


def zones_in_words(zones: Iterable[str]) -> list[str]:
    """By their names where they are known; what is left out says so."""
    zones = list(zones)
    labels = zone_labels(zone.removeprefix("-") for zone in zones)
    return [
        _("without %(zone)s") % {"zone": labels.get(zone[1:], zone[1:])}
        if zone.startswith("-")
        else labels.get(zone, zone)
        for zone in zones
    ]


def tone_of(project: Project) -> str:
    """The colour of a tag."""
    return {State.SUSPENDED: "soon", State.STOPPED: "late", State.COMPLETE: "ok"}.get(
        project.state, ""
    )
