"""The data-protection register: each wording of a question is submitted, then decided upon."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tenants.models import Territory
from themes.models import ModelQuestion, RegisterEntry, Theme, UndoneDecision, Wording
from themes.wording import digest_of


def unapproved(
    *, definitions: Iterable[Mapping], territory: Territory | None = None
) -> list[Mapping]:
    """Those of these definitions, each with its key, that may not be asked yet: what stands in the
    way of publishing a questionnaire. Without a territory: that of the country. One query."""
    wanted = [((one["key"], digest_of(one)), one) for one in definitions]
    askable = set(
        Wording.objects.askable_in(territory)
        .filter(digest__in=[digest for (_key, digest), _one in wanted])
        .values_list("question_key", "digest")
    )
    return [one for named, one in wanted if named not in askable]


@transaction.atomic
def approve_entry(*, entry: RegisterEntry, by: str, now: datetime) -> RegisterEntry:
    """Write why a question is asked, which lets it be asked. `by` is who answers for it."""
    entry.approved_at, entry.approved_by = now, by
    entry.full_clean()
    entry.save()
    if entry.territory is None:
        ModelQuestion.objects.filter(key=entry.question_key).update(register=entry)
    return entry


@transaction.atomic
def suspend_entry(*, entry: RegisterEntry) -> RegisterEntry:
    """Stop a question at once, wherever it is asked; approving its entry again brings it back."""
    entry.approved_at, entry.approved_by = None, ""
    entry.full_clean()
    entry.save()
    return entry


@transaction.atomic
def submit_wording(
    *,
    theme: Theme,
    definition: Mapping,
    territory: Territory | None = None,
    by: str,
    now: datetime,
) -> Wording:
    """Put what a question says, its key included, before the national level. The same words are
    submitted once, whoever decided what; those that are approved for the country are for all."""
    same = Wording.objects.filter(question_key=definition["key"], digest=digest_of(definition))
    approved = same.of(None).filter(status=Wording.Status.APPROVED).first()
    wording = approved or same.of(territory).first()
    if wording is None:
        wording = Wording(
            question_key=definition["key"],
            territory=territory,
            theme=theme,
            definition=definition,
            digest=digest_of(definition),
            submitted_by=by,
            submitted_at=now,
        )
        wording.full_clean()
        wording.save()
    return wording


@transaction.atomic
def approve_wording(*, wording: Wording, by: str, now: datetime) -> Wording:
    """Let these words be asked. Raises ValidationError when somebody decided meanwhile, and while
    the register does not say why the question is asked."""
    wording = _to_decide(wording)
    _check_entry(wording)
    if wording.territory is None:
        waiting = Wording.objects.to_approve().filter(digest=wording.digest)
        for same in waiting.filter(question_key=wording.question_key).exclude(pk=wording.pk):
            _decide(same, Wording.Status.APPROVED, by, now)
    return _decide(wording, Wording.Status.APPROVED, by, now)


@transaction.atomic
def amend_wording(
    *, wording: Wording, definition: Mapping, by: str, now: datetime, reason: str = ""
) -> Wording:
    """Answer with other words, approved for whoever submitted these. Raises like
    `approve_wording`."""
    wording = _to_decide(wording)
    _check_entry(wording)
    if digest_of(definition) == wording.digest:
        raise ValidationError(_("These are the same words: change them, or approve them."))
    if definition["key"] != wording.question_key:
        raise ValidationError(_("A question keeps its key."))
    record_approved(
        theme=wording.theme,
        definition=definition,
        territory=wording.territory,
        by=by,
        now=now,
    )
    wording.amended = definition
    return _decide(wording, Wording.Status.AMENDED, by, now, reason)


@transaction.atomic
def refuse_wording(*, wording: Wording, reason: str, by: str, now: datetime) -> Wording:
    return _decide(_to_decide(wording), Wording.Status.REFUSED, by, now, reason)


@transaction.atomic
def reopen_wording(*, wording: Wording, reason: str, by: str, now: datetime) -> Wording:
    """Take a decision back: these words wait for another one, and what was decided stays in their
    history. If they were approved they are no longer asked, from now on, nor where this decision
    approved the same words of a territory. Raises ValidationError when nothing is decided."""
    wording = _locked(wording)
    if wording.status == Wording.Status.TO_APPROVE:
        raise ValidationError(_("Nothing is decided yet. Read the page again."))
    together = [wording]
    if wording.territory is None and wording.is_approved:
        same = Wording.objects.filter(question_key=wording.question_key, digest=wording.digest)
        together += same.filter(status=wording.status, decided_at=wording.decided_at).exclude(
            pk=wording.pk
        )
    for one in together:
        _undo(one, reason, by, now)
    return wording


@transaction.atomic
def record_approved(
    *,
    theme: Theme,
    definition: Mapping,
    territory: Territory | None = None,
    by: str,
    now: datetime,
) -> Wording:
    """The words of whoever may decide: submitted and approved at once."""
    wording = submit_wording(
        theme=theme, definition=definition, territory=territory, by=by, now=now
    )
    return wording if wording.is_approved else _decide(wording, Wording.Status.APPROVED, by, now)


def _to_decide(wording: Wording) -> Wording:
    """The wording as it is now, locked; it must still wait."""
    wording = _locked(wording)
    if wording.status != Wording.Status.TO_APPROVE:
        raise ValidationError(_("Somebody has already decided. Read the page again."))
    return wording


def _locked(wording: Wording) -> Wording:
    return Wording.objects.select_for_update(of=("self",)).get(pk=wording.pk)


def _undo(wording: Wording, reason: str, by: str, now: datetime) -> None:
    taken_back = UndoneDecision(
        status=wording.status,
        by=wording.decided_by,
        at=wording.decided_at,
        reason=wording.reason,
        undone_by=by,
        undone_at=now,
        why=reason,
    )
    wording.undone = [*wording.undone, taken_back.write()]
    wording.status, wording.decided_by, wording.decided_at = Wording.Status.TO_APPROVE, "", None
    wording.reason, wording.amended = reason, None
    wording.full_clean()
    wording.save()


def _check_entry(wording: Wording) -> None:
    entries = RegisterEntry.objects.about(wording.question_key, wording.territory)
    if not entries.approved().exists():
        raise ValidationError(_("Say first in the register what the answer is for."))


def _decide(wording: Wording, status: str, by: str, now: datetime, reason: str = "") -> Wording:
    wording.status, wording.decided_by, wording.decided_at = status, by, now
    wording.reason = reason
    wording.full_clean()
    wording.save()
    return wording
