"""The list as a file for a spreadsheet: no contact in it, and nothing that a spreadsheet runs."""

import csv
import io
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from openpyxl import Workbook
from openpyxl.styles import Font

from contacts.models import ContactRequest
from contacts.services import record_export
from portal.pro.access import for_professionals
from portal.pro.inbox import list_page
from portal.pro.inbox_forms import ListForm

MOST_ROWS = 5000
CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What makes a spreadsheet read a cell as a formula, alone or behind spaces.
FORMULA = "=+-@"
BLANKS = "\t\r\n"
BYTE_ORDER_MARK = "\ufeff"


class ExportForm(forms.Form):
    format = forms.ChoiceField(choices=[(one, one) for one in TYPES])


def harmless(text: str) -> str:
    """The same words, which no spreadsheet takes for a formula: an apostrophe stands in front of
    what would begin one (CWE-1236). Control characters, which no cell can hold, are dropped."""
    kept = "".join(one for one in text if one in BLANKS or unicodedata.category(one) != "Cc")
    begins = unicodedata.normalize("NFKC", kept.lstrip()[:1])
    return f"'{kept}" if kept[:1] in tuple(BLANKS) or begins in tuple(FORMULA) else kept


@for_professionals
@require_POST
def export(request):
    """All that the address lists, page after page; an event for each request."""
    now, wanted = timezone.now(), ExportForm(request.POST)
    form = ListForm(request.GET, user=request.user, rows=request.rows)
    if not form.is_valid() or not wanted.is_valid():
        return list_page(request, error=_("Choose CSV or XLSX."), status=400)
    listed = form.filtered.in_tab(form.tab_chosen, user=request.user, now=now).in_hand()
    requests, file_format = list(listed[:MOST_ROWS]), wanted.cleaned_data["format"]
    by = {row.organisation_id: row for row in reversed(request.rows)}
    record_export(requests=requests, by=by, file_format=file_format, now=now)
    name = _("requests-%(day)s") % {"day": f"{now:%Y-%m-%d}"}
    return file_of(rows_of(requests), file_format, name=name, title=_("Requests"))


def file_of(rows: list[list], file_format: str, *, name: str, title: str) -> HttpResponse:
    """A file to keep, named after `name` and the format; `title` is of its only sheet."""
    content = write_csv(rows) if file_format == CSV else write_xlsx(rows, title)
    response = HttpResponse(content, content_type=TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def rows_of(requests: list[ContactRequest]) -> list[list]:
    """The heads, then a row a request: texts, dates and moments of the territory."""
    heads = [
        _("Reference"),
        _("Status"),
        _("Offer"),
        _("Organisation"),
        _("Territory"),
        _("Commune"),
        _("Sent on"),
        _("Promised for"),
        _("Contacted on"),
        _("Ended on"),
        _("Outcome"),
        _("In the hands of"),
    ]
    return [heads, *(_row(one) for one in requests)]


def write_csv(rows: list[list]) -> bytes:
    """As French spreadsheets open it: semicolons, and a mark that says it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_as_text(cell) for cell in row])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def write_xlsx(rows: list[list], title: str) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for column in sheet.columns:
        longest = max(len(_as_text(cell.value)) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(longest, 48) + 2
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _row(asked: ContactRequest) -> list:
    zone = ZoneInfo(asked.territory.time_zone)

    def there(moment: datetime | None) -> datetime | None:
        """Spreadsheets know no time zone: what a clock of the territory showed."""
        return moment and moment.astimezone(zone).replace(tzinfo=None, microsecond=0)

    return [
        asked.reference,
        str(asked.get_status_display()),
        asked.offer_title,
        asked.organisation_name,
        str(asked.territory),
        asked.commune_name,
        there(asked.sent_at),
        asked.due_on,
        there(asked.contacted_at),
        there(asked.ended_at),
        str(asked.get_outcome_display() or asked.get_decline_reason_display()),
        str(asked.holder or ""),
    ]


def _as_text(cell) -> str:
    if cell is None:
        return ""
    return harmless(cell) if isinstance(cell, str) else str(cell)
