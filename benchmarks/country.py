"""A country to measure on: some thousand offers, multiplied over the real communes.

A sample is copied to another territory, organisation, place and draw; what depends on these is
written anew: cards, texts and their vectors.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from benchmarks.samples import FIRST_PAGE, make_samples
from offers.services import fill_territory
from portal.territories import territory_host
from search.fairness import seed_of
from search.language.cutting import cut_text
from search.models import CatalogueOffer, CatalogueWord
from search.texts import distinct_words, starts_of, vector_of
from tenants.geography.models import Commune, Epci
from tenants.geography.services import load_geography
from tenants.models import NATIONAL, CoverageZone, Domain, Territory
from tenants.provisioning import add_spare, open_territory, set_coverage
from themes.services import load_themes

OFFERS_A_TERRITORY = 2_000
NATIONAL_OFFERS = 1_000
ORGANISATIONS = 40
KINDS = (
    "Mission locale",
    "Info Jeunes",
    "Maison des jeunes",
    "CCAS",
    "Foyer",
    "Association Tremplin",
)
# Some publish much more than others, none of them a handful.
SHARES = [1 / (rank + 5) for rank in range(ORGANISATIONS)]


@dataclass(frozen=True)
class Organisation:
    number: int
    name: str
    commune: Commune
    responsiveness: float

    @property
    def words(self) -> dict[str, str]:
        return {"organisation": cut_text(self.name), "body": cut_text(self.commune.name)}


def build(offers: int) -> None:
    """Fill the empty database of these settings with so many live offers."""
    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    load_geography()
    load_themes()
    draw = random.Random(2026)
    territories = _open_territories(max(2, round((offers - NATIONAL_OFFERS) / OFFERS_A_TERRITORY)))
    samples = make_samples(territories[0], timezone.localdate(), draw)
    _without_indexes(lambda: _multiply(offers, territories, samples, draw))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) search_catalogueoffer")


def _open_territories(count: int) -> list[Territory]:
    """The national one, then the largest groups of communes. The first of these has a schema, so
    that its pages answer; of the others there is what the catalogue needs."""
    for _turn in range(3):
        add_spare()  # two are opened here, and the last one is for whoever opens another
    national = open_territory(
        slug=NATIONAL, name="Boussole", host=territory_host(NATIONAL), fill=fill_territory
    )
    connection.set_schema_to_public()
    largest = Epci.objects.annotate(people=Sum("communes__population")).order_by("-people")[:count]
    real, *others = largest
    opened = open_territory(
        slug=f"t{real.code}", name=real.name, host=territory_host(f"t{real.code}"),
        zones=[f"epci:{real.code}"], fill=fill_territory,
    )  # fmt: skip
    connection.set_schema_to_public()
    return [national, opened, *map(_territory, others)]


def _territory(epci):
    territory = Territory(schema_name=f"t{epci.code}", name=epci.name, status=Territory.Status.OPEN)
    territory.auto_create_schema = False  # its offers are in the catalogue, nobody edits them
    territory.save()
    # Not `create`: saving a domain tells the site of the schema, and there is no schema here.
    host = territory_host(territory.slug)
    Domain.objects.bulk_create([Domain(tenant=territory, domain=host, is_primary=True)])
    set_coverage(territory=territory, zones=[f"epci:{epci.code}"])
    return territory


def _without_indexes(fill):
    """One pass over the whole table for each index, instead of one visit a row."""
    with connection.schema_editor() as editor:
        for index in CatalogueOffer._meta.indexes:
            editor.remove_index(CatalogueOffer, index)
    fill()
    with connection.schema_editor() as editor:
        editor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        for index in CatalogueOffer._meta.indexes:
            editor.add_index(CatalogueOffer, index)


@transaction.atomic
def _multiply(offers: int, territories: Sequence[Territory], samples, draw: random.Random) -> None:
    everywhere = [row for row in samples if row.modes == ["remote"]]
    local = len(territories) - 1
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        organisations = {one: list(_organisations(one, draw)) for one in territories}
        zones = dict(CoverageZone.objects.values_list("territory", "code"))
        with cursor.copy("COPY bench_organisation FROM STDIN") as copy:
            for one in chain.from_iterable(organisations.values()):
                copy.write_row(_organisation_row(one))
        with cursor.copy("COPY bench_copy FROM STDIN") as copy:
            for territory in territories:
                alike, count = samples, (offers - NATIONAL_OFFERS) // local
                if territory.is_national:
                    # What does not divide goes to the national site.
                    alike, count = everywhere, offers - count * local
                zone = zones.get(territory.pk, "pays:FR")
                theirs = organisations[territory]
                for row in _copies(territory, zone, count, alike, theirs, draw):
                    copy.write_row(row)
        cursor.execute("ANALYZE bench_copy; ANALYZE bench_organisation")
        cursor.execute(_insertion())
        _learn_words(cursor, samples, chain.from_iterable(organisations.values()))
    CatalogueOffer.objects.filter(page_id__gte=FIRST_PAGE).delete()


def _learn_words(cursor, samples, organisations: Iterable[Organisation]) -> None:
    """search.knowledge.count_words without reading each offer: each sample and each organisation
    once. A word of both counts twice."""
    words: Counter[str] = Counter()
    parts = {"sample": {one.pk: one.words for one in samples}}
    parts["organisation"] = {one.number: one.words for one in organisations}
    for column, texts in parts.items():
        cursor.execute(f"SELECT {column}, count(*) FROM bench_copy GROUP BY 1")  # noqa: S608 - ours
        for key, copies in cursor.fetchall():
            words.update(dict.fromkeys(distinct_words(texts[key]), copies))
    CatalogueWord.objects.bulk_create(
        [CatalogueWord(word=word, offers=count) for word, count in words.items()], batch_size=2_000
    )


def _organisations(territory: Territory, draw: random.Random) -> Iterator[Organisation]:
    communes = Commune.objects.open().order_by("-population")
    if not territory.is_national:
        communes = communes.filter(coverage__territory=territory)
    communes = list(communes[:1000])
    weights = [max(commune.population, 50) for commune in communes]
    for number in range(ORGANISATIONS):
        [commune] = draw.choices(communes, weights)
        yield Organisation(
            territory.pk * ORGANISATIONS + number,
            f"{draw.choice(KINDS)} {commune.name}",
            commune,
            round(draw.uniform(0.5, 1), 2),
        )


def _organisation_row(one: Organisation) -> tuple:
    commune = one.commune
    postal_code = commune.postal_codes[0] if commune.postal_codes else ""
    return (
        one.number, one.name, commune.code, commune.name, postal_code, one.responsiveness,
        one.words["organisation"], one.words["body"], vector_of(one.words, "fr"),
        starts_of(one.words, "fr"),
    )  # fmt: skip


def _copies(
    territory: Territory,
    zone: str,
    count: int,
    samples: Sequence[CatalogueOffer],
    organisations: Sequence[Organisation],
    draw: random.Random,
) -> Iterator[tuple]:
    """As the table bench_copy has them."""
    chosen = zip(
        draw.choices(samples, k=count), draw.choices(organisations, SHARES, k=count), strict=True
    )
    for number, (sample, one) in enumerate(chosen):
        key = f"{territory.slug}-{number + 1}"
        kind, commune = draw.random(), one.commune
        wider = not territory.is_national and 0.1 < kind < 0.2
        holed = not territory.is_national and kind < 0.02
        yield (
            key, territory.pk, number + 1, seed_of(key), sample.pk, one.number,
            [f"departement:{commune.departement_id}" if wider else zone],
            [f"commune:{commune.code}"] if holed else [],
            commune.lat + draw.uniform(-0.02, 0.02), commune.lon + draw.uniform(-0.02, 0.02),
        )  # fmt: skip


TABLES = """
CREATE TEMPORARY TABLE bench_organisation (
    organisation bigint, name text, commune text, commune_name text, postal_code text,
    responsiveness float8, words text, body text, vector tsvector, starts tsvector
) ON COMMIT DROP;
CREATE TEMPORARY TABLE bench_copy (
    key text, territory int, page_id bigint, seed bigint, sample bigint, organisation bigint,
    included text[], excluded text[], lat float8, lon float8
) ON COMMIT DROP;
"""

# What a copy has of its own; every other column is the sample's.
OWN = {
    "key": "copy.key",
    "territory_id": "copy.territory",
    "sites": "ARRAY[copy.territory]",
    "page_id": "copy.page_id",
    "live": "true",
    "translation_key": "gen_random_uuid()",
    "organisation_id": "copy.organisation",
    "included": "copy.included",
    "excluded": "copy.excluded",
    "points": """CASE cardinality(sample.latitudes) WHEN 0 THEN sample.points
        ELSE jsonb_build_array(jsonb_build_array(copy.lat, copy.lon)) END""",
    "latitudes": """CASE cardinality(sample.latitudes) WHEN 0 THEN sample.latitudes
        ELSE ARRAY[copy.lat] END""",
    "longitudes": """CASE cardinality(sample.longitudes) WHEN 0 THEN sample.longitudes
        ELSE ARRAY[copy.lon] END""",
    "seed": "copy.seed",
    "card": """sample.card || jsonb_build_object(
        'id', copy.key, 'extent', '',
        'territory', jsonb_build_object('slug', territory.schema_name, 'name', territory.name),
        'organisation', jsonb_build_object(
            'id', copy.organisation, 'name', organisation.name, 'kind', 'association'),
        'places', jsonb_build_array(jsonb_build_object(
            'name', 'Accueil', 'address', '1 place de la Mairie',
            'postal_code', organisation.postal_code, 'commune', organisation.commune,
            'commune_name', organisation.commune_name, 'lat', copy.lat, 'lon', copy.lon)))""",
    "words": """sample.words || jsonb_build_object(
        'organisation', organisation.words,
        'body', (sample.words ->> 'body') || ' ' || organisation.body)""",
    "vector": "sample.vector || organisation.vector",
    # Those of a sample are its title's: it has no organisation yet.
    "starts": "sample.starts || organisation.starts",
    "responsiveness": "organisation.responsiveness",
    # An ordinary day: all of it was indexed and learned once.
    "seq": "copy.seq",
    "indexed_seq": "copy.seq",
    "learned_seq": "copy.seq",
}  # fmt: skip


def _insertion() -> str:
    columns = [
        field.column for field in CatalogueOffer._meta.concrete_fields if field.column != "id"
    ]
    values = [OWN.get(column, f"sample.{column}") for column in columns]
    return f"""
        INSERT INTO search_catalogueoffer ({", ".join(columns)})
        SELECT {", ".join(values)}
        FROM (
            SELECT *, nextval('public.search_catalogueoffer_seq') AS seq FROM bench_copy
        ) AS copy
        JOIN search_catalogueoffer AS sample ON sample.id = copy.sample
        JOIN bench_organisation AS organisation USING (organisation)
        JOIN tenants_territory AS territory ON territory.id = copy.territory
    """  # noqa: S608 - our own text


def counted() -> tuple[int, int]:
    """(territories, live offers) of the database."""
    figures = CatalogueOffer.objects.live().aggregate(
        Count("territory", distinct=True), Count("pk")
    )
    return tuple(figures.values())
