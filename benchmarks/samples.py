"""Some thousand distinct offers, made by the production builder: what a country multiplies."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from uuid import UUID

from benchmarks.wording import Wording
from offers.enums import Accessibility, SpokenLanguage
from search.models import CatalogueOffer
from search.services import fill_row
from tenants.models import Territory
from themes.models import Theme

SAMPLES = 4_000
# Where samples stand while they are copied: no page has so great a number.
FIRST_PAGE = 10**9
MODES = {("on_site",): 72, ("on_site", "remote"): 8, ("remote",): 14, ("at_home",): 6}
WEEK = ["mon", "tue", "wed", "thu", "fri"]
HOURS = (
    [{"days": WEEK, "opens": "09:00", "closes": "12:00"},
     {"days": WEEK, "opens": "14:00", "closes": "17:30"}],
    [{"days": [*WEEK, "sat"], "opens": "10:00", "closes": "18:00"}],
    [{"days": ["wed", "sat"], "opens": "13:30", "closes": "19:00"}],
    [],
)  # fmt: skip

Makers = Mapping[str, list[tuple[str, Callable[[random.Random], object]]]]


def make_samples(territory: Territory, day: date, draw: random.Random) -> list[CatalogueOffer]:
    """Rows that are not live, with a place and an organisation still to be given."""
    wording, themes = Wording(draw), list(Theme.objects.current().prefetch_related("subthemes"))
    criteria = criteria_makers()
    rows = []
    for number in range(SAMPLES):
        offer = CatalogueOffer(territory=territory, page_id=FIRST_PAGE + number, live=False)
        fill_row(offer, _fields(draw.choice(themes), day, draw, wording, criteria))
        offer.shown_in = ["en", "fr"]
        rows.append(offer)
    return CatalogueOffer.objects.bulk_create(rows, batch_size=500)


def criteria_makers() -> Makers:
    """{theme: [(question key, maker of a criterion)]}, on the real questionnaires."""
    return {
        theme.key: [(one.key, _maker(one)) for one in theme.questionnaire("fr").questions]
        for theme in Theme.objects.current()
    }


def _maker(question):
    if question.choices:
        keys = [choice.key for choice in question.choices]
        return lambda draw: draw.sample(keys, draw.randint(1, max(1, len(keys) // 2)))
    low, high = question.minimum, question.maximum
    return lambda draw: {"min": draw.randint(low, high), "max": high}


def _fields(theme: Theme, day: date, draw: random.Random, wording: Wording, criteria: Makers):
    [modes] = draw.choices(list(MODES), list(MODES.values()))
    subtheme = draw.choice([*theme.subthemes.all(), None])
    free = draw.random() < 0.8
    return {
        "language": "fr",
        "translation_key": UUID(int=draw.getrandbits(128)),
        "theme": theme.key,
        "subtheme": subtheme.key if subtheme else "",
        "topic": " · ".join(str(one.name["fr"]) for one in (theme, subtheme) if one),
        "organisation": {"id": 1, "name": "", "kind": "association"},
        "professional": {"id": 1, "first_name": "Camille"},
        "phone": "0639981234",
        "delay_days": draw.randint(1, 7),
        "weekly_capacity": draw.choice([None, None, 5, 10]),
        "modes": list(modes),
        "free": free,
        "price": "" if free else f"{draw.randint(2, 40)} €",
        "zones": ["pays:FR"],
        "starts_on": day + timedelta(draw.randint(5, 60)) if draw.random() < 0.03 else None,
        "ends_on": day + timedelta(draw.randint(200, 900)) if draw.random() < 0.15 else None,
        "verified_on": day - timedelta(draw.randint(0, 500)) if draw.random() < 0.9 else None,
        "criteria": {
            key: make(draw) for key, make in criteria[theme.key] if draw.random() < 0.35
        },
        "languages": sorted({"fr", *draw.choices(SpokenLanguage.values, k=2)}),
        "accessibility": sorted(set(draw.choices(Accessibility.values, k=draw.randint(0, 2)))),
        "hours": draw.choice(HOURS),
        # The place itself comes with the organisation; that there is one is the sample's.
        "places": [{"name": "Accueil", "lat": 46.0, "lon": 2.0}],
        "title": wording.title(),
        "summary": wording.text(18),
        "audience": wording.text(6),
        "body": f"<p>{wording.text(40)}</p><p>{wording.text(30)}</p>",
        "steps": [wording.text(8) for _step in range(3)],
        "website": "https://example.invalid/",
        "access": wording.text(8),
    }  # fmt: skip
