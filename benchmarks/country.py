"""A country to measure on: 70 territories, 2,000 generated offers each, real communes."""

import random
from uuid import UUID

from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Sum

from offers.services import fill_territory
from portal.territories import territory_host
from search.models import CatalogueOffer, NextSeq
from search.services import fill_row
from tenants.geography.models import Commune, Epci
from tenants.geography.services import load_geography
from tenants.models import NATIONAL, Domain, Territory
from tenants.provisioning import add_spare, open_territory, set_coverage
from themes.models import Theme
from themes.services import load_themes

TERRITORIES = 70
OFFERS = 2_000
BATCH = 1_000
VERBS = [
    "Trouver",
    "Préparer",
    "Financer",
    "Comprendre",
    "Commencer",
    "Reprendre",
    "Choisir",
    "Demander",
]
THINGS = [
    "un logement",
    "ma formation",
    "un emploi d’été",
    "mon permis",
    "une aide",
    "mon apprentissage",
    "un médecin",
    "mon CV",
    "une chambre",
    "mes droits",
    "un stage",
    "une colocation",
    "un rendez-vous",
    "mon projet",
]
ENDS = [
    "près de chez moi",
    "pas à pas",
    "avec quelqu’un",
    "gratuitement",
    "cette semaine",
    "sans stress",
]
WORDS = [
    "accompagnement",
    "conseil",
    "jeune",
    "budget",
    "dossier",
    "entretien",
    "atelier",
    "rencontre",
    "équipe",
    "visite",
    "papier",
    "métier",
    "entreprise",
    "santé",
    "écoute",
    "transport",
    "école",
    "diplôme",
    "contrat",
    "quartier",
    "village",
    "avenir",
]


def build():
    """Fill the database of these settings; some minutes."""
    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    load_geography()
    load_themes()
    add_spare()
    open_territory(
        slug=NATIONAL, name="Boussole", host=territory_host(NATIONAL), fill=fill_territory
    )
    add_spare()
    connection.set_schema_to_public()
    draw = random.Random(2026)
    criteria = _criteria_makers()
    largest = Epci.objects.annotate(people=Sum("communes__population")).order_by("-people")
    for epci in largest[:TERRITORIES]:
        _generate(_territory(epci), epci, draw, criteria)


def _territory(epci):
    territory = Territory(schema_name=f"t{epci.code}", name=epci.name, status=Territory.Status.OPEN)
    territory.auto_create_schema = False  # its offers are in the catalogue, nobody edits them
    territory.save()
    # Not `create`: saving a domain tells the site of the schema, and there is no schema here.
    host = territory_host(territory.slug)
    Domain.objects.bulk_create([Domain(tenant=territory, domain=host, is_primary=True)])
    set_coverage(territory=territory, zones=[f"epci:{epci.code}"])
    return territory


def _generate(territory, epci, draw, criteria):
    communes = list(Commune.objects.filter(coverage__territory=territory).order_by("-population"))
    weights = [max(commune.population, 50) for commune in communes]
    rows = []
    for number in range(OFFERS):
        offer = CatalogueOffer(territory=territory, page_id=number + 1, live=True)
        fill_row(offer, _fields(epci, draw, communes, weights, criteria))
        offer.shown_in = ["en", "fr"]
        offer.seq = NextSeq()
        rows.append(offer)
        if len(rows) == BATCH:
            CatalogueOffer.objects.bulk_create(rows)
            rows = []


def _fields(epci, draw, communes, weights, criteria):
    theme = draw.choice(sorted(criteria))
    [commune] = draw.choices(communes, weights)
    mode = draw.choices(["on_site", "remote", "at_home"], [80, 15, 5])
    return {
        "language": "fr",
        "translation_key": UUID(int=draw.getrandbits(128)),
        "theme": theme,
        "organisation": {
            "id": draw.randrange(1, 5000),
            "name": f"Structure {draw.randrange(300)} {commune.name}",
            "kind": "association",
        },
        "professional": {"id": 1, "first_name": "Camille"},
        "delay_days": draw.randint(1, 7),
        "modes": mode,
        "free": draw.random() < 0.8,
        "zones": [f"epci:{epci.code}"]
        if draw.random() < 0.9
        else [f"departement:{commune.departement_id}"],
        "criteria": {key: make(draw) for key, make in criteria[theme] if draw.random() < 0.35},
        "places": [
            {
                "name": "Accueil",
                "address": "1 place de la Mairie",
                "postal_code": commune.postal_codes[0] if commune.postal_codes else "",
                "commune": commune.code,
                "commune_name": commune.name,
                "lat": commune.lat + draw.uniform(-0.02, 0.02),
                "lon": commune.lon + draw.uniform(-0.02, 0.02),
            }
        ],
        "title": f"{draw.choice(VERBS)} {draw.choice(THINGS)} {draw.choice(ENDS)}",
        "summary": " ".join(draw.choices(WORDS, k=18)).capitalize() + ".",
        "body": f"<p>{' '.join(draw.choices(WORDS, k=60))}</p>",
        "steps": [" ".join(draw.choices(WORDS, k=8)) for _step in range(3)],
    }


def _criteria_makers():
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


def cases(count, seed=1):
    """Searches as people make them: [(commune code, theme, answers, words)]."""
    draw = random.Random(seed)
    communes = list(
        Commune.objects.filter(coverage__isnull=False)
        .order_by("-population")
        .values_list("code", flat=True)[:1500]
    )
    themes = {theme.key: theme.questionnaire("fr") for theme in Theme.objects.current()}
    found = []
    for _number in range(count):
        theme = draw.choice(sorted(themes))
        answers = {}
        for question in draw.sample(themes[theme].questions, 3):
            if question.choices:
                answers[question.key] = frozenset({draw.choice(question.choices).key})
            else:
                answers[question.key] = draw.randint(question.minimum, question.maximum)
        found.append((draw.choice(communes), theme, answers, draw.choice(THINGS)))
    return found


def counted():
    """(territories, live offers) of the database."""
    figures = CatalogueOffer.objects.live().aggregate(
        Count("territory", distinct=True), Count("pk")
    )
    return tuple(figures.values())
