from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.country.access import for_staff
from portal.hub.models import Idea, Meeting, Resource, Thread
from tenants.models import Territory

FEW = 3


@for_staff
@require_safe
def home(request):
    context = {
        "meetings": Meeting.objects.to_come(timezone.now())[:FEW],
        "threads": Thread.objects.with_posts()[:FEW],
        "ideas": Idea.objects.voted(request.user).filter(status=Idea.Status.NEW)[:FEW],
        "teams": Territory.objects.at_work().with_host().filter(team__user=request.user),
        "resources": Resource.objects.order_by("-added_at")[:FEW],
    }
    return render(request, "hub/home.html", context)
