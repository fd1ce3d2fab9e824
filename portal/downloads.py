"""Files to keep: rows for a spreadsheet, which runs nothing of them, and documents."""

import csv
import io
import unicodedata

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font

CSV, XLSX, PDF = "csv", "xlsx", "pdf"
SPREADSHEETS = (CSV, XLSX)
_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PDF: "application/pdf",
}
# What makes a spreadsheet read a cell as a formula, alone or behind spaces.
_FORMULA = "=+-@"
_BLANKS = "\t\r\n"
_BYTE_ORDER_MARK = "\ufeff"


def file_of(rows: list[list], file_format: str, *, name: str, title: str = "") -> HttpResponse:
    """Rows, the heads first, as CSV or XLSX; `title` is of the only sheet of the second."""
    content = write_csv(rows) if file_format == CSV else write_xlsx(rows, title)
    return as_a_file(content, file_format, name=name)


def as_a_file(content: bytes, file_format: str, *, name: str) -> HttpResponse:
    """Named after `name` and the format."""
    response = HttpResponse(content, content_type=_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def harmless(text: str) -> str:
    """The same words, which no spreadsheet takes for a formula: an apostrophe stands in front of
    what would begin one (CWE-1236). Control characters, which no cell can hold, are dropped."""
    kept = "".join(one for one in text if one in _BLANKS or unicodedata.category(one) != "Cc")
    begins = unicodedata.normalize("NFKC", kept.lstrip()[:1])
    return f"'{kept}" if kept[:1] in tuple(_BLANKS) or begins in tuple(_FORMULA) else kept


def write_csv(rows: list[list]) -> bytes:
    """As French spreadsheets open it: semicolons, and a mark that says it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_as_text(cell) for cell in row])
    return (_BYTE_ORDER_MARK + text.getvalue()).encode()


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


def _as_text(cell) -> str:
    if cell is None:
        return ""
    return harmless(cell) if isinstance(cell, str) else str(cell)
