"""What a territory does about words that find nothing: answer them, take an answer back, propose
a synonym to the national level."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from search.models import SearchedWords, SynonymProposal, WordsAnswer
from search.models.logbook import week_of
from tenants.accounts.models import User
from tenants.models import Territory


@dataclass(frozen=True)
class MissingWords:
    """Words that mostly find nothing, what stands of the answers to them, and all of these."""

    words: str
    total: int
    nothing: int
    most: int
    answer: WordsAnswer | None
    history: tuple[WordsAnswer, ...]
    # Nothing was found in a later week than that of the answer.
    still_missing: bool

    @property
    def to_look_at(self) -> bool:
        return self.answer is None or (
            self.still_missing and self.answer.kind != WordsAnswer.Kind.OFF_TOPIC
        )


def missing_words(territory: Territory, day: date) -> list[MissingWords]:
    """Searched and not found in this territory over three months, the most searched first."""
    history: dict[str, list[WordsAnswer]] = {}
    answers = WordsAnswer.objects.filter(territory=territory)
    for answer in answers.select_related("person", "answered_by", "undone_by", "proposal"):
        history.setdefault(answer.words, []).append(answer)
    return [
        _missing(row, tuple(history.get(row["words"], ())))
        for row in SearchedWords.objects.told(territory, day).by_words().mostly_not_found()
    ]


def _missing(row: dict, history: tuple[WordsAnswer, ...]) -> MissingWords:
    standing = next((answer for answer in history if answer.undone_at is None), None)
    return MissingWords(
        words=row["words"],
        total=row["total"],
        nothing=row["nothing"],
        most=row["most"],
        answer=standing,
        history=history,
        still_missing=standing is not None and row["last"] > _week_of(standing),
    )


def _week_of(answer: WordsAnswer) -> date:
    return week_of(timezone.localdate(answer.answered_at))


@transaction.atomic
def answer_words(
    *,
    territory: Territory,
    words: str,
    kind: str,
    by: User,
    now: datetime,
    note: str = "",
    person: User | None = None,
) -> WordsAnswer:
    """Say what is done about these words. Raises ValidationError when they are not in the list."""
    _check_listed(territory, words, now)
    answer = WordsAnswer(
        territory=territory,
        words=words,
        kind=kind,
        note=note,
        person=person,
        answered_by=by,
        answered_at=now,
    )
    answer.full_clean()
    answer.save()
    return answer


@transaction.atomic
def propose_synonym(
    *, territory: Territory, words: str, meaning: str, by: User, now: datetime
) -> SynonymProposal:
    """Ask the national level that these words find what `meaning` finds; it is an answer too."""
    meaning = " ".join(meaning.split())
    proposal = SynonymProposal(
        territory=territory, words=words, meaning=meaning, proposed_by=by, proposed_at=now
    )
    proposal.full_clean()
    answer = answer_words(
        territory=territory,
        words=words,
        kind=WordsAnswer.Kind.SYNONYM,
        note=meaning,
        by=by,
        now=now,
    )
    proposal.save()
    answer.proposal = proposal
    answer.save(update_fields=["proposal"])
    return proposal


@transaction.atomic
def decide_proposal(
    *, proposal: SynonymProposal, accepted: bool, by: User, now: datetime, answer: str = ""
) -> SynonymProposal:
    """The national level's answer, once, with a sentence for the territory. Raises ValidationError
    the second time."""
    proposal = SynonymProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.decided_at:
        raise ValidationError(_("This proposal is already decided."))
    proposal.accepted, proposal.decided_by, proposal.decided_at = accepted, by, now
    proposal.answer = answer
    # Whoever proposed it may have left since.
    proposal.full_clean(exclude=["proposed_by"])
    proposal.save()
    return proposal


@transaction.atomic
def undo_answer(*, answer: WordsAnswer, by: User, now: datetime) -> WordsAnswer:
    """Take an answer back; it stays in the history. A proposal that waits goes with it.

    Raises ValidationError when the national level has decided already.
    """
    answer = WordsAnswer.objects.select_for_update().get(pk=answer.pk)
    if answer.undone_at:
        return answer
    if answer.proposal_id:
        if not SynonymProposal.objects.waiting().filter(pk=answer.proposal_id).exists():
            raise ValidationError(_("The national team has already decided on this synonym."))
        SynonymProposal.objects.filter(pk=answer.proposal_id).delete()
        answer.proposal = None
    answer.undone_by, answer.undone_at = by, now
    answer.save()
    return answer


def _check_listed(territory: Territory, words: str, now: datetime) -> None:
    if (
        not SearchedWords.objects.told(territory, timezone.localdate(now))
        .filter(words=words)
        .exists()
    ):
        raise ValidationError(_("These words are not in the list."))
