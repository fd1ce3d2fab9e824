"""Drafting, trying and applying the synonyms of the country; see docs/decisions/0009.

There is one draft at most, shared by the national admins. What was applied stays as history.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from search.answers import decide_proposal
from search.knowledge import forget_knowledge, shipped_text
from search.language.rulebook import (
    Difference,
    difference,
    find_line,
    new_problems,
    problems,
    sections,
    tidy,
    with_line,
    with_rule,
    with_rules,
)
from search.models import SynonymProposal, SynonymSet
from tenants.accounts.models import User


class Stale(ValidationError):
    """Somebody else wrote in between. `present` is what is there now."""

    def __init__(self, present: str):
        super().__init__(_("Somebody changed the draft while you were writing."), code="stale")
        self.present = present


@dataclass(frozen=True)
class Desk:
    """What lies on the national admins' desk: the set in force and the draft, if any."""

    in_force: SynonymSet | None
    draft: SynonymSet | None

    @property
    def text_in_force(self) -> str:
        return self.in_force.rules if self.in_force else shipped_text()

    @property
    def text(self) -> str:
        """What one goes on writing."""
        return self.draft.rules if self.draft else self.text_in_force

    @property
    def version(self) -> str:
        """Changes with the text, and with what it is compared with."""
        digest = blake2b(self.text.encode(), digest_size=8).hexdigest()
        return f"{self.in_force.pk if self.in_force else 0}-{digest}"

    @property
    def changes(self) -> Difference:
        return difference(self.text_in_force, self.draft.rules) if self.draft else Difference()

    @property
    def shipped_seen(self) -> str:
        known = self.draft or self.in_force
        return known.shipped if known else shipped_text()

    @property
    def shipped_news(self) -> tuple[str, ...]:
        """Rules that a later version of the project brought, and that this text has not."""
        if self.shipped_seen == shipped_text():
            return ()
        brought = difference(self.shipped_seen, shipped_text())
        come = (*brought.added, *(new for _old, new in brought.changed))
        return tuple(rule for rule in come if find_line(self.text, rule) is None)


def desk() -> Desk:
    return Desk(SynonymSet.objects.in_force(), SynonymSet.objects.draft())


@transaction.atomic
def save_draft(*, rules: str, note: str, version: str, by: User, now: datetime) -> SynonymSet:
    """Write the whole text of the draft. Raises Stale when it was not made from what is there now,
    ValidationError with a sentence a line when a rule does not hold."""
    here = _locked_desk()
    if version != here.version:
        raise Stale(here.text)
    return _write(here, rules, by=by, now=now, note=note)


@transaction.atomic
def add_rule(*, rule: str, section: str, by: User, now: datetime) -> SynonymSet:
    """Put a rule in the draft, at the end of a section. What others wrote meanwhile stays."""
    here = _locked_desk()
    return _write(here, with_rule(here.text, rule.strip(), section=section), by=by, now=now)


@transaction.atomic
def change_rule(*, former: str, rule: str, by: User, now: datetime) -> SynonymSet:
    """Write `rule` where `former` stands, or take it away when `rule` is empty. Raises Stale when
    `former` is no longer there."""
    here = _locked_desk()
    number = find_line(here.text, former)
    if number is None:
        raise Stale(here.text)
    return _write(here, with_line(here.text, number, rule.strip()), by=by, now=now)


@transaction.atomic
def merge_shipped(*, by: User, now: datetime) -> SynonymSet:
    """Add to the draft the rules that a later version of the project brought."""
    here = _locked_desk()
    heading = _("Brought by the project on %(day)s") % {"day": date_format(localtime(now))}
    text = with_rules(here.text, here.shipped_news, heading=heading)
    return _write(here, text, by=by, now=now, shipped=shipped_text())


@transaction.atomic
def pass_over_shipped() -> None:
    """Leave those rules out: they are not told again."""
    here = _locked_desk()
    for known in (here.in_force, here.draft):
        if known:
            known.shipped = shipped_text()
            known.save(update_fields=["shipped"])


@transaction.atomic
def accept_proposal(*, proposal: SynonymProposal, rule: str, by: User, now: datetime) -> SynonymSet:
    """A territory's proposal becomes a rule of the draft, as worded here."""
    rule = rule.strip()
    here = _locked_desk()
    if find_line(here.text, rule) is not None:
        raise ValidationError(_("This rule is already there."))
    heading = _("Proposed by territories")
    if any(section.title == heading for section in sections(here.text)):
        text = with_rule(here.text, rule, section=heading)
    else:
        text = with_rules(here.text, [rule], heading=heading)
    decide_proposal(proposal=proposal, accepted=True, by=by, now=now, answer=rule)
    return _write(here, text, by=by, now=now)


@transaction.atomic
def discard_draft(*, version: str) -> None:
    """Raises Stale when the draft is not the one that was looked at."""
    here = _locked_desk()
    if version != here.version:
        raise Stale(here.text)
    if here.draft:
        here.draft.delete()


@transaction.atomic
def apply_draft(*, version: str, note: str, by: User, now: datetime) -> SynonymSet:
    """Put the draft in force: at once in this process, within REMEMBERED_SECONDS in the others."""
    here = _locked_desk()
    if here.draft is None or version != here.version:
        raise Stale(here.text)
    here.draft.note = note
    return _apply(here.draft, by=by, now=now)


@transaction.atomic
def apply_again(*, former: SynonymSet | None, version: str, by: User, now: datetime) -> SynonymSet:
    """Put a former set in force again, as a new page of the history; None is what ships with the
    project. The draft is left as it is."""
    here = _locked_desk()
    if version != here.version:
        raise Stale(here.text)
    if former is None:
        rules, note = shipped_text(), _("Back to what ships with the project")
    else:
        day = date_format(localtime(former.applied_at), "SHORT_DATETIME_FORMAT")
        rules, note = former.rules, _("Back to the version of %(day)s") % {"day": day}
    seen = here.in_force.shipped if here.in_force and former else shipped_text()
    again = SynonymSet(rules=rules, note=note, saved_at=now, saved_by=by.email, shipped=seen)
    return _apply(again, by=by, now=now)


def _locked_desk() -> Desk:
    """The desk, ours until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('search.synonyms', 0))")
    return desk()


def _write(
    here: Desk,
    rules: str,
    *,
    by: User,
    now: datetime,
    note: str | None = None,
    shipped: str | None = None,
) -> SynonymSet:
    rules = tidy(rules)
    _refuse(new_problems(rules, here.text))
    draft = here.draft or SynonymSet()
    draft.rules, draft.saved_at, draft.saved_by = rules, now, by.email
    draft.shipped = here.shipped_seen if shipped is None else shipped
    if note is not None:
        draft.note = note
    draft.full_clean()
    draft.save()
    return draft


def _apply(chosen: SynonymSet, *, by: User, now: datetime) -> SynonymSet:
    _refuse(problems(chosen.rules))
    chosen.applied_at, chosen.applied_by = now, by.email
    chosen.full_clean()
    chosen.save()
    transaction.on_commit(forget_knowledge)
    return chosen


def _refuse(found) -> None:
    if found:
        raise ValidationError([_told(problem) for problem in found])


def _told(problem) -> ValidationError:
    """The sentence, with the line it is about for who wants to show it there."""
    if not problem.line:
        return ValidationError(problem.sentence)
    told = _("Line %(line)d: %(sentence)s")
    params = {"line": problem.line, "sentence": problem.sentence, "text": problem.text}
    return ValidationError(told, params=params)
