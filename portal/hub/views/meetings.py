"""Meetings and trainings to come, and the same as a calendar that software reads."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.calendars import Event, calendar_text
from portal.country.access import for_staff
from portal.hub.access import for_moderators, may_enter, moderates
from portal.hub.forms import MeetingForm
from portal.hub.models import CalendarAddress, Meeting
from portal.hub.services import give_calendar_address, keep_meeting
from portal.hub.views.pages import form_page, page_of
from portal.pro.access import national_site
from portal.territories import national_url


@for_staff
@require_safe
def meetings(request):
    own = CalendarAddress.objects.filter(user=request.user).first()
    context = {
        "page": page_of(request, Meeting.objects.to_come(timezone.now())),
        "address": own and national_url() + reverse("hub:calendar", args=[own.token]),
        "moderates": moderates(request.user),
    }
    return render(request, "hub/meetings.html", context)


@national_site
@require_safe
def calendar(request, token):
    """Without signing in: who has the address is who it was given to, as long as they belong."""
    address = CalendarAddress.objects.filter(token=token).select_related("user").first()
    if address is None or not may_enter(address.user):
        raise Http404
    text = calendar_text(_event(one) for one in Meeting.objects.to_come(timezone.now()))
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


@for_staff
@require_POST
def new_address(request):
    give_calendar_address(user=request.user)
    messages.success(request, _("Here is your address; a former one opens nothing any more."))
    return redirect("hub:meetings")


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    return _form(request, None)


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    return _form(request, get_object_or_404(Meeting, pk=pk))


@for_moderators
@require_POST
def remove(request, pk):
    get_object_or_404(Meeting, pk=pk).delete()
    return redirect("hub:meetings")


def _form(request, meeting):
    form = MeetingForm(request.POST or None, instance=meeting)

    def keep():
        keep_meeting(meeting=form.instance)

    title = _("Change a meeting or training") if meeting else _("Add a meeting or training")
    return form_page(request, form, title=title, keep=keep, then=("hub:meetings",))


def _event(meeting: Meeting) -> Event:
    return Event(
        uid=f"hub-{meeting.pk}",
        stamp=meeting.changed_at,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        title=f"{meeting.get_kind_display()} – {meeting.title}",
        text=meeting.note,
        where=meeting.url or meeting.place,
    )
