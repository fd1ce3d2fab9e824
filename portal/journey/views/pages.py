from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from offers.models import ContentPage

# What every site must say, until its editors say it better in a page of the same slug.
DEFAULTS = {"mentions-legales", "donnees-personnelles", "accessibilite", "classement"}


@require_safe
def legal(request, slug):
    page = ContentPage.objects.live().filter(slug=slug, locale=Locale.get_active()).first()
    if page:
        return render(request, "journey/content.html", {"page": page})
    if slug not in DEFAULTS:
        raise Http404
    return render(request, f"journey/legal/{slug}.html")
