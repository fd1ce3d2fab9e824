"""The whole register for an inspection: each question with all its wordings, then what else is
stored about people."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.documents import Block, Facts, Heading, Paragraph, Table, write_pdf
from portal.downloads import CSV, PDF, as_a_file, file_of
from portal.personal_data import STORED, Stored
from themes.models import RegisterEntry, Wording


@require_safe
def as_csv(request):
    return file_of(list(_rows()), CSV, name=_name())


@require_safe
def as_pdf(request):
    moment = date_format(timezone.localtime(), "j F Y, H:i")
    document = write_pdf(
        title=_("Data-protection register"),
        about=_("As it is on %(moment)s") % {"moment": moment},
        blocks=list(_blocks()),
    )
    return as_a_file(document, PDF, name=_name())


def _name() -> str:
    return _("register-%(day)s") % {"day": f"{timezone.localdate():%Y-%m-%d}"}


def _questions() -> Iterator[tuple[RegisterEntry | None, list[Wording]]]:
    """Each entry with the wordings that it covers, the latest first; then those without one."""
    entries = list(RegisterEntry.objects.with_words().select_related("territory"))
    by_place = {(one.question_key, one.territory_id): one for one in entries}
    covered: dict[RegisterEntry | None, list[Wording]] = {one: [] for one in entries}
    for wording in Wording.objects.select_related("territory", "theme"):
        key = wording.question_key
        entry = by_place.get((key, wording.territory_id)) or by_place.get((key, None))
        covered.setdefault(entry, []).append(wording)
    yield from covered.items()


def _blocks() -> Iterator[Block]:
    yield Heading(_("Questions"))
    for entry, wordings in _questions():
        if entry is None:
            yield Heading(_("Without an entry: asked nowhere"), level=2)
        else:
            yield Heading(entry.text or entry.question_key, level=2)
            yield Facts(_facts(entry))
        if wordings:
            yield Table(
                [_("Wording"), _("Territory"), _("Status"), _("Decided")],
                [[_words(one), _place(one), *_decision(one)] for one in wordings],
                widths=[6, 2, 2, 3],
            )
    yield Heading(_("Other stored data"))
    for group in STORED:
        yield Heading(str(group.title), level=2)
        yield Facts(list(zip(_reason_heads(), _stored_reasons(group), strict=True)))
        yield Paragraph(_("Columns: %(names)s") % {"names": ", ".join(group.names)})


def _rows() -> Iterator[list[str]]:
    heads = [_("Key"), _("Territory"), _("Wording"), _("Status"), _("Decided")]
    yield [*heads, *_reason_heads()]
    for entry, wordings in _questions():
        reasons = _reasons(entry) if entry else [""] * len(_reason_heads())
        for one in wordings:
            yield [one.question_key, _place(one), _words(one), *_decision(one), *reasons]
        if entry and not wordings:
            yield [entry.question_key, _place(entry), "", "", "", *reasons]
    for group in STORED:
        for name in group.names:
            yield [name, "", str(group.title), "", "", *_stored_reasons(group)]


def _reason_heads() -> list[str]:
    return [_("Purpose"), _("Legal basis"), _("Category"), _("Seen by"), _("Kept for")]


def _reasons(entry: RegisterEntry) -> list[str]:
    days = ngettext("%(count)s day", "%(count)s days", entry.retention_days)
    return [
        entry.purpose,
        entry.get_legal_basis_display(),
        entry.get_data_category_display(),
        entry.get_seen_by_display(),
        days % {"count": entry.retention_days},
    ]


def _stored_reasons(group: Stored) -> list[str]:
    basis, category = group.legal_basis.label, group.data_category.label
    return [str(one) for one in (group.purpose, basis, category, group.seen_by, group.retention)]


def _facts(entry: RegisterEntry) -> list[tuple[str, str]]:
    approved = _("not approved")
    if entry.approved_at:
        approved = _by_on(entry.approved_by, entry.approved_at)
    return [
        (_("Key"), entry.question_key),
        (_("Territory"), _place(entry)),
        *zip(_reason_heads(), _reasons(entry), strict=True),
        (_("Approved"), approved),
    ]


def _place(row: RegisterEntry | Wording) -> str:
    return str(row.territory or _("The whole country"))


def _words(wording: Wording) -> str:
    return f"{wording} {wording.choices_in_words}".strip()


def _decision(wording: Wording) -> list[str]:
    decided = ""
    if wording.decided_at:
        by_on = _by_on(wording.decided_by, wording.decided_at)
        decided = f"{by_on} {wording.reason}".strip()
    undone = [
        _("%(decision)s (%(decided)s), taken back (%(undone)s): %(why)s")
        % {
            "decision": one.in_words,
            "decided": _by_on(one.by, one.at),
            "undone": _by_on(one.undone_by, one.undone_at),
            "why": one.why,
        }
        for one in wording.decisions_undone
    ]
    # Of what waits again, the reason is that of the decision which was taken back.
    said = [decided, *undone] if decided else undone
    return [wording.get_status_display(), " · ".join(said)]


def _by_on(person: str, moment) -> str:
    day = date_format(timezone.localtime(moment), "j F Y, H:i")
    return _("%(person)s, %(day)s") % {"person": person, "day": day}
