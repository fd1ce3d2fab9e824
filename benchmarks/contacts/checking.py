"""What must be true in the end, read from the database and from the books of the gateways."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Prefetch

from benchmarks.contacts.clients import Accepted
from contacts.enums import MessageKind, MessageState, Side
from contacts.models import ContactRequest, DueStep, Message
from contacts.sealed import token_hash
from contacts.services.planning import plan_of

BOTH = (MessageKind.ALERT, MessageKind.CONFIRMATION)
SHOWN = 10


@dataclass
class Verdict:
    """`wrong`: what is not as it must be, in words, by what is counted in the last line."""

    accepted: int = 0
    whole: int = 0
    kept: int = 0
    replaced: int = 0
    repeated: int = 0
    faults: Counter = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def lost(self) -> int:
        return len(self.wrong["lost"])

    @property
    def doubled(self) -> int:
        return len(self.wrong["doubled"])

    @property
    def sentences(self) -> list[str]:
        return [f"{what}: {one}" for what, all_ in self.wrong.items() for one in all_]


def check(accepted: Sequence[Accepted], books: Mapping[str, dict]) -> Verdict:
    verdict = Verdict(accepted=len(accepted))
    stored = _stored()
    _check_requests(verdict, accepted, stored)
    messages = [one for request in stored.values() for one in request.messages.all()]
    _check_books(verdict, messages, books)
    return verdict


def _stored() -> dict[str, ContactRequest]:
    found = ContactRequest.objects.in_hand().prefetch_related(
        "messages",
        Prefetch("due_steps", DueStep.objects.order_by("at", "pk")),
    )
    return {request.follow_hash: request for request in found}


def _check_requests(
    verdict: Verdict, accepted: Sequence[Accepted], stored: Mapping[str, ContactRequest]
) -> None:
    contacts = Counter(request.contact_fingerprint for request in stored.values())
    for fingerprint, times in contacts.items():
        if times > 1:
            verdict.wrong["doubled"].append(f"{times} requests of one contact ({fingerprint[:8]})")
    for one in accepted:
        request = stored.get(token_hash(one.token))
        if request is None or request.reference != one.reference:
            verdict.wrong["lost"].append(f"request {one.reference} is not in the database")
            continue
        verdict.whole += _has_both(verdict, request)
        verdict.kept += _keeps_its_date(verdict, request, one.due_on)
    # Committed, and killed before the answer was out: its client asked again, so it is known.
    unknown = set(stored) - {token_hash(one.token) for one in accepted}
    for follow_hash in unknown:
        request = stored[follow_hash]
        _has_both(verdict, request)
        _keeps_its_date(verdict, request, request.due_on.isoformat())


def _has_both(verdict: Verdict, request: ContactRequest) -> bool:
    """An alert and a confirmation, each once; whatever failed has a reason and was passed on."""
    before = len(verdict.sentences)
    messages = request.messages.all()
    first = Counter(one.kind for one in messages if one.instead_of_id is None)
    for kind in BOTH:
        if not first[kind]:
            verdict.wrong["lost"].append(f"{request.reference} has no {kind}")
    same = Counter((one.kind, one.channel, one.recipient) for one in messages)
    for (kind, channel, _recipient), times in same.items():
        if times > 1:
            verdict.wrong["doubled"].append(
                f"{request.reference}: {times} messages {kind} by {channel} to one recipient"
            )
    for one in messages:
        if one.state == MessageState.WAITING:
            verdict.wrong["lost"].append(f"{request.reference}: {one.kind} still waits")
        elif one.state == MessageState.FAILED and not (one.last_error and one.passed_on_at):
            verdict.wrong["lost"].append(f"{request.reference}: {one.kind} failed, nobody knows")
    verdict.replaced += sum(one.instead_of_id is not None for one in messages)
    return len(verdict.sentences) == before


def _keeps_its_date(verdict: Verdict, request: ContactRequest, answered: str) -> bool:
    planned = [(one.kind, one.at, one.until) for one in request.due_steps.all()]
    wanted = [(str(one.kind), one.at, one.until) for one in plan_of(request)]
    right = request.due_on.isoformat() == answered and sorted(planned) == sorted(wanted) != []
    if not right:
        verdict.wrong["date"].append(
            f"{request.reference}: answered {answered}, stored {request.due_on},"
            f" {len(planned)} steps planned of {len(wanted)}"
        )
    return right


def _check_books(verdict: Verdict, messages: Iterable[Message], books: Mapping[str, dict]) -> None:
    """A gateway had each message that counts as sent, under a key that is ours, once."""
    known = {str(one.key): one for one in messages}
    for key in books.keys() - known.keys():
        verdict.wrong["doubled"].append(f"a gateway had a message that is not ours: {key}")
    for key, one in known.items():
        entry = books.get(key)
        if entry is None:
            if one.state == MessageState.SENT:
                verdict.wrong["lost"].append(f"{one.kind} {key} counts as sent, no gateway had it")
            continue
        drawn = Counter(how for _at, how in entry["seen"] if how)
        verdict.faults.update(drawn)
        verdict.repeated += entry["attempts"] > 1
        # What a gateway delivers twice by itself is its own doing.
        if entry["deliveries"] > 1 + drawn["twice"]:
            verdict.wrong["doubled"].append(f"{one.kind} {key}: {entry['deliveries']} deliveries")
        # It says yes and drops it: nobody can know.
        if (
            one.state == MessageState.SENT
            and not entry["deliveries"]
            and not drawn["lose"] + drawn["bounce"]
        ):
            verdict.wrong["lost"].append(f"{one.kind} {key} counts as sent, was never delivered")
    to_the_young = Counter(
        books[key]["to"]
        for key, one in known.items()
        if key in books and one.side == Side.YOUNG_PERSON
    )
    for times in to_the_young.values():
        if times > 1:
            verdict.wrong["doubled"].append(f"a young person was sent {times} confirmations")


def delays(books: Mapping[str, dict]) -> tuple[list[float], list[float]]:
    """(of all messages, of those that left at the first attempt), in ms: from the commit of a
    request, as PostgreSQL noted it, to the attempt that its gateway took."""
    every, at_once, committed = [], [], _commits()
    for one in Message.objects.filter(state=MessageState.SENT, instead_of=None):
        if entry := books.get(str(one.key)):
            delay = (entry["seen"][-1][0] - committed[one.request_id]) * 1000
            every.append(delay)
            if entry["attempts"] == one.attempts == 1:
                at_once.append(delay)
    return every, at_once


def _commits() -> dict[int, float]:
    """{request: Unix time}. The first event of a request is never written again: it tells when."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT request_id, extract(epoch FROM pg_xact_commit_timestamp(xmin))"
            " FROM contacts_requestevent WHERE kind = 'sent'"
        )
        return {request: float(at) for request, at in cursor.fetchall()}
