"""The twelve steps through which a territory comes to exist: who acts at each, what it leaves,
what follows. Plain rules: nothing here reads the database.

A step is one act or several, each by other people: at the second one the département asks, and the
région answers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# How long the author of an act may take it back.
SECOND_THOUGHTS = timedelta(hours=24)


class Actor(TextChoices):
    """In which capacity somebody acts on a file. The levels are those of the state."""

    CANDIDATE = "candidate", _("Candidate structure")
    COMMITTEE = "committee", _("Steering committee")
    ANIMATOR = "animator", _("Animator")
    DEPARTMENTAL = "departmental", _("Departmental level")
    REGIONAL = "regional", _("Regional level")
    NATIONAL = "national", _("National level")


LEVELS = frozenset({Actor.DEPARTMENTAL, Actor.REGIONAL, Actor.NATIONAL})


class State(TextChoices):
    UNDER_WAY = "under_way", _("Under way")
    SUSPENDED = "suspended", _("Suspended")
    STOPPED = "stopped", _("Stopped")
    COMPLETE = "complete", _("Complete")


class PublicStatus(TextChoices):
    INTERESTED = "interested", _("Interested")
    ENGAGED = "engaged", _("Engaged")
    OPEN = "open", _("Open")


class Move(TextChoices):
    """What may be done to a file beside its next act."""

    COMMENT = "comment", _("Comment")
    SUSPEND = "suspend", _("Suspend")
    TAKE_UP = "take_up", _("Take up again")


@dataclass(frozen=True)
class Outcome:
    """How an act may end; with `stops` the file goes no further, with `reasons` one says why. With
    `again` the act of this key is to be done again."""

    key: str
    label: str | Promise
    stops: bool = False
    reasons: bool = False
    again: str = ""


@dataclass(frozen=True)
class Act:
    """`words` is what is asked in words beside the date, and nothing is asked without it;
    `requires` names a check of portal.deployment.requirements."""

    key: str
    number: int
    title: str | Promise
    does: str | Promise
    actors: frozenset[Actor]
    outcomes: tuple[Outcome, ...] = ()
    document: bool = False
    words: str | Promise = ""
    words_needed: bool = False
    requires: str = ""

    def outcome(self, key: str) -> Outcome | None:
        return next((one for one in self.outcomes if one.key == key), None)


def _by(*actors: Actor) -> frozenset[Actor]:
    return frozenset(actors)


# The departmental level is always a member of the committee.
COMMITTEE = _by(Actor.COMMITTEE, Actor.DEPARTMENTAL)

ACTS = (
    Act(
        "interest",
        1,
        _("Letter of interest"),
        _("Add the letter in which the structure says its interest."),
        _by(Actor.CANDIDATE, Actor.DEPARTMENTAL),
        document=True,
    ),
    Act(
        "request",
        2,
        _("Regional opinion asked for"),
        _("Ask the regional level for its opinion."),
        _by(Actor.DEPARTMENTAL),
        words=_("What the region should know"),
    ),
    Act(
        "opinion",
        2,
        _("Regional opinion"),
        _("Give the opinion of the regional level."),
        _by(Actor.REGIONAL),
        outcomes=(
            Outcome("favourable", _("Favourable")),
            Outcome("reservations", _("With reservations"), reasons=True),
            Outcome("unfavourable", _("Unfavourable"), reasons=True),
        ),
        words=_("Reasons and reservations"),
    ),
    Act(
        "authorisation",
        3,
        _("Authorisation to start"),
        _("Decide, after the opinion of the region: the departmental level alone does."),
        _by(Actor.DEPARTMENTAL),
        outcomes=(
            Outcome("authorised", _("Authorised")),
            Outcome("refused", _("Refused"), stops=True, reasons=True),
        ),
        words=_("Reasons of the decision"),
    ),
    Act(
        "meeting",
        4,
        _("First information meeting"),
        _("Add the minutes, name the lead pair, and say whether it goes on."),
        _by(Actor.DEPARTMENTAL),
        outcomes=(
            Outcome("goes_on", _("It goes on")),
            Outcome("stops", _("It stops here"), stops=True),
        ),
        document=True,
        words=_("Lead pair: two organisations at least"),
        words_needed=True,
    ),
    Act(
        "committee",
        5,
        _("Steering committee"),
        _("Name the members of the committee, and say who runs it."),
        _by(Actor.DEPARTMENTAL),
        words=_("Who runs it, how it works"),
        requires="members",
    ),
    Act(
        "specifications",
        6,
        _("Specifications"),
        _("Adopt the specifications that the committee has written."),
        COMMITTEE,
        requires="specifications",
    ),
    Act(
        "analysis",
        7,
        _("Analysis by the département"),
        _("Compare the project with the principles, and name its host structure."),
        _by(Actor.DEPARTMENTAL),
        document=True,
        words=_("The project in the strategy of the département"),
        requires="host",
    ),
    Act(
        "conformity",
        8,
        _("Conformity"),
        _("Say whether the project conforms; suggestions bind nobody."),
        _by(Actor.REGIONAL),
        outcomes=(
            Outcome("conforms", _("It conforms")),
            Outcome("suggestions", _("It conforms, with suggestions"), reasons=True),
            Outcome("refused", _("It does not conform"), stops=True, reasons=True),
        ),
        words=_("Suggestions or reasons"),
    ),
    Act(
        "opening",
        9,
        _("Opening of the tool"),
        _("Prepare the territory and open it; its animator fills it until the conditions are met."),
        _by(Actor.NATIONAL),
        requires="conditions",
    ),
    Act(
        "launch",
        10,
        _("Official launch"),
        _("Give the day on which the public was told."),
        COMMITTEE,
    ),
    Act(
        "report",
        11,
        _("Activity report"),
        _("One year after the launch, complete the report and present it to the committee."),
        _by(Actor.ANIMATOR, Actor.COMMITTEE),
        requires="report",
    ),
    Act(
        "report_approved",
        11,
        _("Activity report, approved by the committee"),
        _("Read the report, and approve it: it then goes up to the region."),
        COMMITTEE,
        outcomes=(
            Outcome("approved", _("Approved")),
            Outcome("again", _("To be taken up again"), reasons=True, again="report"),
        ),
        words=_("What is to be changed, or what the committee says of it"),
    ),
    Act(
        "report_read",
        11,
        _("Activity report, sent to the national level"),
        _("Read the report and send it to the national level."),
        _by(Actor.REGIONAL),
        outcomes=(
            Outcome("sent", _("Sent to the national level")),
            Outcome("again", _("To be taken up again"), reasons=True, again="report"),
        ),
        words=_("What the region says of it"),
    ),
    Act(
        "evaluation",
        12,
        _("Evaluation"),
        _("Three years after the launch, add the impact study."),
        _by(Actor.NATIONAL),
        document=True,
    ),
)
BY_KEY = {act.key: act for act in ACTS}
FIRST = ACTS[0].key
LAST_STEP = ACTS[-1].number
# Years after the launch before which nobody is waited for.
YEARS_AFTER_LAUNCH = {"report": 1, "evaluation": 3}


def needs_words(act: Act, outcome: Outcome | None) -> bool:
    return act.words_needed or bool(outcome and outcome.reasons)


def acting_as(capacities: Collection[Actor], act: Act | None = None) -> Actor:
    """The capacity that goes down in the history: the widest of those that allow it."""
    allowed = set(capacities) & act.actors if act else set(capacities)
    return max(allowed, key=list(Actor).index)


def following(key: str, ended: Outcome | None = None) -> str:
    """The key of the act that comes after this one; empty after the last."""
    if ended and ended.again:
        return ended.again
    keys = list(BY_KEY)
    return [*keys, ""][keys.index(key) + 1]


def acts_of(actor: Actor) -> list[str]:
    return [act.key for act in ACTS if actor in act.actors]


def may_act(state: str, awaits: str, capacities: Collection[Actor]) -> bool:
    """Whether the next act is theirs."""
    return state == State.UNDER_WAY and not BY_KEY[awaits].actors.isdisjoint(capacities)


def moves(state: str, capacities: Collection[Actor]) -> frozenset[Move]:
    """What these people may do beside the next act: whoever reads a file comments on it."""
    allowed = {Move.COMMENT} if capacities else set()
    if not LEVELS.isdisjoint(capacities):
        if state == State.UNDER_WAY:
            allowed.add(Move.SUSPEND)
        elif state in (State.SUSPENDED, State.STOPPED):
            allowed.add(Move.TAKE_UP)
    return frozenset(allowed)


def public_status(state: str, awaits: str) -> PublicStatus | None:
    """What everybody may know; None as long as nobody has written, and when it is not under
    way."""
    if state == State.COMPLETE:
        return PublicStatus.OPEN
    if state != State.UNDER_WAY or awaits == FIRST:
        return None
    number = BY_KEY[awaits].number
    if number <= BY_KEY["authorisation"].number:
        return PublicStatus.INTERESTED
    if number <= BY_KEY["launch"].number:
        return PublicStatus.ENGAGED
    return PublicStatus.OPEN


def awaited_since(awaits: str, last_act_on: date, launched_on: date | None) -> date:
    """The day from which the next act is waited for."""
    years = YEARS_AFTER_LAUNCH.get(awaits)
    if not years or launched_on is None:
        return last_act_on
    try:
        day = launched_on.replace(year=launched_on.year + years)
    except ValueError:  # a 29 February
        day = launched_on.replace(year=launched_on.year + years, month=3, day=1)
    # Later still when it is to be done again.
    return max(day, last_act_on)


def reminder_is_due(
    since: date, today: date, written_on: date | None, delays: Collection[int]
) -> bool:
    """Whether a letter should leave today: after each of these delays, in days, one letter."""
    passed = [since + timedelta(days=one) for one in delays]
    return any(day <= today and (written_on is None or written_on < day) for day in passed)
