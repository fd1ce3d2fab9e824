"""Where: the home page, the commune, the themes one finds there."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from contacts.details import read_contact
from contacts.enums import ContactKind
from portal.journey.nearby import nearest_info_jeunes
from portal.journey.services import wish_opening
from portal.journey.visit import Visit, read_visit
from portal.territories import national_url, shown_territories, territory_of
from search.models import CatalogueOffer
from search.services import count_by_theme
from tenants.folding import fold
from tenants.geography.suggest import Place, find, nearest, suggest
from tenants.models import Territory
from themes.emergency import EMERGENCY_NUMBERS
from themes.models import Theme

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
            "rays": [theme.localized_name.lower() for theme in Theme.objects.current()],
        },
    )


@require_safe
def communes(request):
    """One commune → its themes; several → a list; none → say how to type it."""
    typed = request.GET.get("commune", "")[:100].strip()
    chosen = find(request.GET.get("code", "")) if request.GET.get("code", "").isalnum() else None
    found = [chosen] if chosen else suggest(typed)
    if len(found) == 1 or _is_plain(typed, found):
        return go_to(request, found[0])
    return render(request, "journey/communes.html", {"typed": typed, "found": found})


def _is_plain(typed: str, found: list[Place]) -> bool:
    """Whether the first one is the only commune of that very name or code."""
    exact = [one for one in found if fold(one.name) == fold(typed) or one.code == typed]
    return len(exact) == 1 and exact[0] == found[0]


def go_to(request, place: Place, path: str = ""):
    """To the themes of this commune, on the site of its territory; only known hosts."""
    territory = territory_of(place)
    base = territory.url if territory else national_url()
    return redirect(
        f"{base}{path or reverse('journey:themes')}?{urlencode({'commune': place.code})}"
    )


@require_safe
@cache_control(public=True, max_age=3600)
def suggestions(request):
    found = suggest(request.GET.get("q", "")[:100], 8)
    results = [{"code": one.code, "name": one.name, "where": _where(one)} for one in found]
    return JsonResponse({"results": results})


def _where(place):
    code = place.postal_codes[0] if len(place.postal_codes) == 1 else place.departement_code
    return f"{place.departement_name} ({code})"


@require_POST
def position(request):
    """Coordinates, rounded by the browser, become a commune; they are not kept."""
    try:
        lat, lon = float(request.POST["lat"]), float(request.POST["lon"])
        place = nearest(lat, lon)
    except (KeyError, ValueError):
        return redirect("journey:home")
    return go_to(request, place)


@require_safe
def themes(request):
    visit = read_visit(request)
    if visit.place is None:
        return redirect("journey:home")
    territory = territory_of(visit.place)
    if (
        territory
        and territory.pk != request.tenant.pk
        or not territory
        and not request.tenant.is_national
    ):
        return go_to(request, visit.place)
    return render(request, "journey/themes.html", themes_context(visit, territory))


def themes_context(visit: Visit, territory: Territory | None) -> dict:
    counts = count_by_theme(
        place=visit.place,
        territories=shown_territories(visit.territory),
        language=get_language(),
        day=visit.today,
    )
    themes = list(Theme.objects.current(territory))
    return {
        "visit": visit,
        "open": territory is not None,
        "tiles": [(theme, counts.get(theme.key, 0)) for theme in themes],
        "rays": [theme.localized_name.lower() for theme in themes],
        "urgent": [EMERGENCY_NUMBERS[key] for key in URGENT],
        "info_jeunes": None if territory else nearest_info_jeunes(visit.place),
    }


@require_POST
def tell_me(request):
    """ "Tell me when it opens": an e-mail address, for one commune."""
    visit = read_visit(request)
    if visit.place is None:
        return redirect("journey:home")
    context = {
        **themes_context(visit, territory_of(visit.place)),
        "typed": request.POST.get("email", ""),
    }
    try:
        contact = read_contact(context["typed"])
        if contact.kind != ContactKind.EMAIL:
            raise ValidationError(_("Give an e-mail address, such as name@example.org."))
    except ValidationError as error:
        context["error"] = error.messages[0]
        return render(request, "journey/themes.html", context, status=400)
    wish_opening(place=visit.place, contact=contact, now=timezone.now())
    return render(request, "journey/themes.html", {**context, "wished": True})
