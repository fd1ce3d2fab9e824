"""How long contacts are kept, territory by territory, and whether they really go: counts alone."""

from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.viewsets.base import ViewSet

from contacts.models import BlockedContact, Erasure
from contacts.services.erasing import overdue_for_purge, requests_to_purge
from portal.national.access import NationalMenuItem, national_only
from tenants.models import Territory


@require_safe
def show(request):
    now = timezone.now()
    list_outside = settings.CONTACT_ERASURES_FILE
    context = {
        "overdue": overdue_for_purge(now),
        "tonight": requests_to_purge(now).count(),
        "erased": dict(Erasure.objects.order_by().values_list("kind").annotate(Count("pk"))),
        "blocked": BlockedContact.objects.count(),
        "list_outside": list_outside,
        "list_is_there": bool(list_outside) and Path(list_outside).is_file(),
        "territories": Territory.objects.open().order_by("name"),
    }
    return render(request, "national/kept_contacts.html", context)


class KeptContactsViewSet(ViewSet):
    name = "kept_contacts"
    url_prefix = "kept-contacts"
    icon = "lock"
    menu_label = gettext_lazy("Contacts and their erasure")
    menu_item_class = NationalMenuItem

    def get_urlpatterns(self):
        return [path("", national_only(show), name="index")]
