"""Finding a zone by its name: communes, groups of communes, départements, regions."""

from collections.abc import Iterable

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tenants.folding import fold
from tenants.geography.models import Departement, Epci, Region
from tenants.geography.suggest import find, suggest

LIMIT = 20
_COUNTRY = {"pays:FR": "France", "europe": "Europe"}
# Larger zones first: "Lyon" is the métropole for who types a coverage.
_KINDS = (("region", Region), ("departement", Departement), ("epci", Epci))


@require_safe
def suggest_zones(request):
    """`?q=` → {results: [{code, name, detail}]}; `&kind=commune` leaves the larger zones out."""
    text = request.GET.get("q", "")[:100]
    only_communes = request.GET.get("kind") == "commune"
    results = [] if only_communes else larger_zones(text)
    return JsonResponse({"results": (results + communes(text))[:LIMIT]})


def communes(text: str) -> list[dict[str, str]]:
    return [
        {"code": f"commune:{place.code}", "name": place.name, "detail": place.departement_name}
        for place in suggest(text, limit=LIMIT)
    ]


def larger_zones(text: str) -> list[dict[str, str]]:
    """Zones that have every word typed in their name, the shortest names first."""
    words = fold(text).split()
    if not words:
        return []
    labels = {
        "region": _("region"),
        "departement": _("département"),
        "epci": _("group of communes"),
    }
    found = [
        {"code": code, "name": name, "detail": _("country")}
        for code, name in _COUNTRY.items()
        if fold(name).startswith(words[0])
    ]
    for kind, model in _KINDS:
        zones = [zone for zone in model.objects.all() if _has(words, zone.name)]
        for zone in sorted(zones, key=lambda zone: (len(zone.name), zone.name))[:5]:
            found.append({"code": f"{kind}:{zone.code}", "name": zone.name, "detail": labels[kind]})
    return found


def zone_labels(codes: Iterable[str]) -> dict[str, str]:
    """{typed code: name}, for those that exist."""
    labels = {}
    models = dict(_KINDS)
    for code in codes:
        kind, _colon, number = code.partition(":")
        if kind == "commune":
            zone = find(number)
        elif kind in models:
            zone = models[kind].objects.filter(code=number).first()
        else:
            zone = None
        name = zone.name if zone else _COUNTRY.get(code)
        if name:
            labels[code] = name
    return labels


def _has(words: list[str], name: str) -> bool:
    parts = fold(name).split()
    return all(any(part.startswith(word) for part in parts) for word in words)
