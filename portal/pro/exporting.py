"""The list as a file for a spreadsheet: no contact in it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contacts.models import ContactRequest
from contacts.services import record_export
from portal.downloads import SPREADSHEETS, file_of
from portal.pro.access import for_professionals
from portal.pro.inbox import list_page
from portal.pro.inbox_forms import ListForm

MOST_ROWS = 5000


class ExportForm(forms.Form):
    format = forms.ChoiceField(choices=[(one, one) for one in SPREADSHEETS])


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
