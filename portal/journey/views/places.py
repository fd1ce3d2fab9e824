"""Where: the home page, the commune, the themes one finds there."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.transaction import non_atomic_requests
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from portal.asking import themes_of_site
from portal.journey.arriving import placed
from portal.journey.communes import site_of
from portal.journey.forms import OpeningForm
from portal.journey.nearby import nearest_info_jeunes
from portal.journey.services import wish_opening, wish_token
from portal.journey.visit import Visit, read_visit
from portal.territories import holder_of, shown_territories
from search.models import CatalogueOffer
from search.services import count_by_theme
from tenants.geography.positions import town_halls
from tenants.geography.suggest import Place, find, meant, suggest
from tenants.models import Territory
from themes.emergency import EMERGENCY_NUMBERS

URGENT = ("115", "3114", "119", "114", "112")


@require_safe
def home(request):
    territories = Territory.objects.local().with_host() if request.tenant.is_national else []
    offers_of = CatalogueOffer.objects.live().count_by_territory() if territories else {}
    return render(
        request,
        "journey/home.html",
        {
            "places": [(one, offers_of.get(one.pk, 0)) for one in territories],
            "elsewhere": offers_of.get(request.tenant.pk, 0),
            "urgent": [EMERGENCY_NUMBERS[key] for key in URGENT],
            "rays": [theme.localized_name.lower() for theme in themes_of_site(request.tenant)],
        },
    )


@require_safe
def communes(request):
    """One commune → its themes; several → a list; none → say how to type it."""
    typed = request.GET.get("commune", "")[:100].strip()
    chosen = find(request.GET.get("code", "")[:5])
    found = [chosen] if chosen else meant(typed)
    if len(found) == 1:
        return _to_themes(found[0])
    context = {"typed": typed, "found": found, "visit": read_visit(request)}
    return render(request, "journey/communes.html", context)


def _to_themes(place: Place):
    path = f"{reverse('journey:themes')}?{urlencode({'commune': place.code})}"
    return redirect(f"{site_of(place)}{path}")


@require_safe
@cache_control(public=True, max_age=3600)
def suggestions(request):
    found = suggest(request.GET.get("q", "")[:100], 8)
    results = [{"code": one.code, "label": one.name, "detail": _where(one)} for one in found]
    return JsonResponse({"results": results})


def _where(place):
    code = place.postal_codes[0] if len(place.postal_codes) == 1 else place.departement_code
    return f"{place.departement_name} ({code})"


@non_atomic_requests
@require_safe
@cache_control(public=True, max_age=24 * 3600)
@gzip_page
def positions(request):
    """All town halls, the same for everybody: asking for them says nothing of where one is."""
    return JsonResponse(town_halls(), json_dumps_params={"separators": (",", ":")})


@require_safe
@placed
def themes(request, visit):
    return render(request, "journey/themes.html", _themes_context(visit, OpeningForm()))


@require_POST
@placed
def tell_me(request, visit):
    """ "Tell me when it opens": a mobile number or an e-mail address, for one commune."""
    form = OpeningForm(request.POST)
    context = _themes_context(visit, form)
    if not form.is_valid():
        return render(request, "journey/themes.html", context, status=400)
    try:
        wish = wish_opening(
            place=visit.place, contact=form.cleaned_data["contact"], now=timezone.now()
        )
    except ValidationError as refusal:
        form.add_error("contact", refusal)
        return render(request, "journey/themes.html", context, status=400)
    return render(request, "journey/themes.html", {**context, "wished": wish_token(wish)})


def _themes_context(visit: Visit, form: OpeningForm) -> dict:
    served = holder_of(visit.place) is not None
    counts = count_by_theme(
        place=visit.place,
        territories=shown_territories(visit.territory),
        language=get_language(),
        day=visit.today,
    )
    themes = themes_of_site(visit.territory)
    return {
        "visit": visit,
        "form": form,
        "open": served,
        "tiles": [(theme, counts.get(theme.key, 0)) for theme in themes],
        "rays": [theme.localized_name.lower() for theme in themes],
        "urgent": [EMERGENCY_NUMBERS[key] for key in URGENT],
        "info_jeunes": None if served else nearest_info_jeunes(visit.place),
    }
