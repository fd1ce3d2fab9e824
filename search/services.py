"""What the rest of the house asks of the catalogue: write an offer, withdraw it, find offers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Count

from search import tasks
from search.cards import make_card, make_detail, make_words
from search.clients import ask_elasticsearch
from search.engines.postgres import PostgresEngine, count_by_subtheme
from search.fairness import seed_of
from search.hours import opens_on_saturday, read_slots
from search.knowledge import knowledge
from search.language.understanding import Understood, understand
from search.models import CatalogueOffer
from search.query import Results, Search
from search.signals import known_responsiveness
from search.sites import sites_of
from search.slowness import notes_slowness
from search.texts import starts_of, vector_of
from tenants.coverage import read_zones
from tenants.geography.suggest import Place
from tenants.models import Territory
from tenants.status import open_until_commit
from themes.matching import Accepts, read_criteria, write_criteria

SOURCE_LANGUAGE = "fr"
COMMUNES_SECONDS = 60
# With fewer offers than this, words are taken less strictly.
LITTLE = 8


@transaction.atomic
def publish_offer(*, territory: Territory, page_id: int, fields: Mapping) -> CatalogueOffer:
    """Write the row of a live offer, in the caller's transaction; it is indexed after the commit.
    As long as the territory is paused or closed the row waits for `restore_offers_in`.

    `fields`: {language, translation_key, theme, subtheme, organisation: {id, name, kind},
    professional: {id, first_name} or None, phone, delay_days, weekly_capacity (None: no limit),
    modes: [on_site | remote | at_home], free, price, starts_on, ends_on,
    zones: ["epci:200067213", "-commune:51454"], criteria (see themes.matching),
    places: [{name, address, postal_code, commune, commune_name, lat, lon}], title, summary,
    body (safe HTML), audience, steps, hours, languages, accessibility, website, access,
    verified_on, topic (names of the theme and sub-theme)}.

    Raises ValueError on a zone or a criterion that is not one, ValidationError on the rest.
    """
    live = open_until_commit(territory)
    offer = (
        CatalogueOffer.objects.select_for_update().filter(territory=territory, page_id=page_id)
    ).first() or CatalogueOffer(territory=territory, page_id=page_id)
    if offer.organisation_id != fields["organisation"]["id"]:
        offer.responsiveness = known_responsiveness(fields["organisation"]["id"])
    fill_row(offer, fields)
    offer.sites = sites_of(offer)
    offer.live = live
    if not live:
        offer.shown_in = []
    offer.full_clean(exclude=["vector", "starts"])
    offer.save()
    _renumber({offer.pk} | _share_languages(territory, offer.translation_key))
    offer.refresh_from_db(fields=["shown_in", "seq", "vector", "starts"])
    return offer


@transaction.atomic
def withdraw_offer(*, territory: Territory, page_id: int) -> None:
    """Take an offer out of the catalogue; its row stays for the requests that name it."""
    offer = (
        CatalogueOffer.objects.live()
        .select_for_update()
        .filter(territory=territory, page_id=page_id)
        .first()
    )
    if offer is None:
        return
    CatalogueOffer.objects.filter(pk=offer.pk).update(live=False, shown_in=[])
    _renumber({offer.pk} | _share_languages(territory, offer.translation_key))


@transaction.atomic
def withdraw_offers_of(*, organisation_id: int) -> int:
    """Take all that an organisation offers out of the catalogue, in each territory; returns how
    many."""
    offers = CatalogueOffer.objects.live().filter(organisation_id=organisation_id)
    gone = list(offers.select_related("territory").order_by("pk"))
    for offer in gone:
        withdraw_offer(territory=offer.territory, page_id=offer.page_id)
    return len(gone)


@transaction.atomic
def withdraw_offers_in(*, territory: Territory) -> int:
    """Take all that a territory offers out of the catalogue, at once; returns how many."""
    live = CatalogueOffer.objects.live().filter(territory=territory)
    gone = set(live.values_list("pk", flat=True))
    CatalogueOffer.objects.filter(pk__in=gone).update(live=False, shown_in=[])
    _renumber(gone)
    return len(gone)


@transaction.atomic
def restore_offers_in(*, territory: Territory, pages: Iterable[int], day: date) -> int:
    """The offers of these pages, which are live, are in the catalogue again as they were last
    published, without those that ended before `day`; returns how many."""
    kept = CatalogueOffer.objects.filter(territory=territory, live=False, page_id__in=list(pages))
    back = dict(kept.exclude(ends_on__lt=day).values_list("pk", "translation_key"))
    CatalogueOffer.objects.filter(pk__in=back).update(live=True)
    changed = set(back)
    for translation_key in sorted(set(back.values())):
        changed |= _share_languages(territory, translation_key)
    _renumber(changed)
    return len(back)


@notes_slowness
def find_offers(search: Search) -> Results:
    """One page of the offers that apply, in order. Elasticsearch answers if it is there and well,
    else PostgreSQL, which says `simplified`. Raises nothing of an engine."""
    return find_with(_ask, search)


def find_with(ask: Callable[[Search], Results], search: Search) -> Results:
    """What `ask` finds; when words find little, fewer of them have to be there."""
    results = found = ask(search)
    if search.needed is None:
        for needed in range(search.terms_needed - 1, 0, -1):
            if results.count >= LITTLE:
                break
            results = replace(ask(replace(search, needed=needed)), needed=needed)
    return replace(results, loosened=results.count > found.count)


def offers_by_subtheme(search: Search, results: Results) -> Mapping[str, int]:
    """{sub-theme: offers one would get there}: as the engine counted, else counted now."""
    if results.facets is not None:
        return results.facets.get("subtheme", {})
    return count_by_subtheme(search)


def _ask(search: Search) -> Results:
    return ask_elasticsearch(search) or PostgresEngine().find(search)


def read_words(
    text: str,
    *,
    near: Place | None = None,
    territory: Territory | None = None,
    place_allowed: bool = True,
    as_typed: bool = False,
) -> Understood:
    """What these words ask for, with the catalogue's vocabulary and the synonyms in force; see
    search.language.understanding. The communes of `territory` are preferred among namesakes."""
    if not text.strip():
        return Understood()
    home = frozenset() if territory is None else _communes_of(territory)
    return understand(
        text,
        knowledge(),
        near=near,
        home=home,
        place_allowed=place_allowed,
        as_typed=as_typed,
    )


def _communes_of(territory: Territory) -> frozenset[str]:
    """Remembered a minute: a territory's communes change once a year."""
    name = f"communes:{territory.pk}"
    codes = cache.get(name)
    if codes is None:
        codes = frozenset(territory.communes.values_list("commune", flat=True))
        cache.set(name, codes, COMMUNES_SECONDS)
    return codes


def live_offer(
    key: str, *, territories: Iterable[int] | None = None, language: str = SOURCE_LANGUAGE
) -> CatalogueOffer | None:
    """The live offer of this public id, or its translation into `language`; with its territory.

    None when there is none in these territories (None: all) or none to show in this language.
    """
    rows = CatalogueOffer.objects.live().of_territories(territories)
    asked = CatalogueOffer.objects.filter(key=key.replace("\0", "")).values(
        "territory", "translation_key"
    )[:1]
    return (
        rows.shown_in(language)
        .filter(
            territory=asked.values("territory"), translation_key=asked.values("translation_key")
        )
        .select_related("territory")
        .first()
    )


def count_by_theme(
    place: Place | None, territories: Iterable[int] | None, language: str, day: date
) -> dict[str, int]:
    """{theme key: number of offers that apply there on that day}; themes without offers are left
    out."""
    offers = (
        CatalogueOffer.objects.live().shown_in(language).usable_on(day).of_territories(territories)
    )
    if place is not None:
        offers = offers.covering(place.place_codes)
    return dict(offers.order_by().values_list("theme").annotate(Count("pk")))


def fill_row(offer: CatalogueOffer, fields: Mapping) -> None:
    """Put `fields` (see publish_offer) into a row, without saving it."""
    territory = offer.territory
    coverage = read_zones(fields["zones"])
    criteria = read_criteria(fields.get("criteria") or {})
    choices = [c for c in criteria if isinstance(c, Accepts) and c.choices]
    points = _points(fields)

    offer.key = f"{territory.slug}-{offer.page_id}"
    offer.sites = [territory.pk]
    offer.seed = seed_of(offer.key)
    offer.language = fields["language"]
    offer.shown_in = [fields["language"]]
    offer.translation_key = fields["translation_key"]
    offer.theme, offer.subtheme = fields["theme"], fields.get("subtheme") or ""
    offer.organisation_id = fields["organisation"]["id"]
    offer.professional_id = (fields.get("professional") or {}).get("id")
    offer.delay_days = fields["delay_days"]
    offer.weekly_capacity = fields.get("weekly_capacity")
    offer.modes = list(fields["modes"])
    offer.free = bool(fields.get("free"))
    offer.spoken = list(fields.get("languages") or ())
    offer.accessibility = list(fields.get("accessibility") or ())
    slots = read_slots(fields.get("hours") or ())
    offer.opens = [opens for opens, _closes in slots]
    offer.closes = [closes for _opens, closes in slots]
    offer.open_saturday = opens_on_saturday(slots)
    offer.time_zone = territory.time_zone
    offer.starts_on, offer.ends_on = fields.get("starts_on"), fields.get("ends_on")
    offer.verified_on = fields.get("verified_on")
    offer.included, offer.excluded = sorted(coverage.included), sorted(coverage.excluded)
    offer.criteria = write_criteria(criteria)
    offer.constrained = sorted(c.question for c in choices)
    offer.accepted = sorted(f"{c.question}={choice}" for c in choices for choice in c.choices)
    offer.points = [list(point) for point in points]
    offer.latitudes = [lat for lat, _lon in points]
    offer.longitudes = [lon for _lat, lon in points]
    offer.near = bool(points) or "at_home" in offer.modes
    offer.card = make_card(offer.key, territory, fields, coverage)
    offer.detail = make_detail(fields)
    offer.words = make_words(fields)
    offer.vector = vector_of(offer.words, offer.language)
    offer.starts = starts_of(offer.words, offer.language)


def shown_languages(language: str, live: Iterable[str], known: Iterable[str]) -> list[str]:
    """The languages a page answers for: its own, and if it is French those no live page is in."""
    others = set(known) - set(live) if language == SOURCE_LANGUAGE else set()
    return sorted({language} | others)


def _points(fields: Mapping) -> list[tuple[float, float]]:
    """Where one goes: the office of a remote offer is no place to measure a distance to."""
    if "on_site" not in fields["modes"]:
        return []
    return [
        (place["lat"], place["lon"])
        for place in fields.get("places") or ()
        if place.get("lat") is not None and place.get("lon") is not None
    ]


def _share_languages(territory: Territory, translation_key: UUID) -> set[int]:
    """Say again which languages each translation answers for; the rows that this changed."""
    with connection.cursor() as cursor:
        # Two translations published at once would not see each other.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(translation_key)]
        )
    translations = CatalogueOffer.objects.live().filter(
        territory=territory, translation_key=translation_key
    )
    shown_now = {
        pk: (language, shown)
        for pk, language, shown in translations.values_list("pk", "language", "shown_in")
    }
    live = {language for language, _shown in shown_now.values()}
    known = [code for code, _name in settings.LANGUAGES]
    changed = set()
    for pk, (language, shown) in shown_now.items():
        if shown != (now := shown_languages(language, live, known)):
            CatalogueOffer.objects.filter(pk=pk).update(shown_in=now)
            changed.add(pk)
    return changed


def _renumber(rows: set[int]) -> None:
    """What changed is numbered again, and queued."""
    CatalogueOffer.objects.filter(pk__in=rows).renumber()
    tasks.queue_indexing()
