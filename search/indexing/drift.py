"""Whether the index says what the catalogue says, offer by offer, and how to bring it back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from search.clients import index_aliases
from search.indexing.indices import all_indices, in_use, insisting_client
from search.indexing.outbox import index_waiting
from search.indexing.sending import remove
from search.models import CatalogueOffer, DriftReport
from tenants.models import Territory

PAGE = 5000
REPORTS_KEPT = 60


@dataclass(frozen=True)
class Drift:
    """What an index in use has otherwise than the catalogue: keys of offers. `versions` are the
    numbers that the index has for those it should have otherwise."""

    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    left_over: tuple[str, ...]
    waiting: int
    stale_mapping: bool
    versions: Mapping[str, int]

    def __bool__(self):
        return bool(self.missing or self.outdated or self.left_over or self.stale_mapping)

    def in_words(self) -> str:
        if self.stale_mapping:
            return "no index in use was made by this code"
        return (
            f"{len(self.missing)} missing, {len(self.outdated)} outdated, "
            f"{len(self.left_over)} left over"
        )

    def by_territory(self) -> dict[str, dict[str, int]]:
        """{short name: {"missing": 1, "outdated": 0, "left_over": 2}}, of those that differ."""
        found: dict[str, dict[str, int]] = defaultdict(
            lambda: {"missing": 0, "outdated": 0, "left_over": 0}
        )
        for kind in ("missing", "outdated", "left_over"):
            for key in getattr(self, kind):
                found[key.rpartition("-")[0]][kind] += 1
        return dict(sorted(found.items()))


def find_drift() -> Drift:
    """Compare every offer of the index in use with its row. Rows that wait are not drift, nor those
    set aside. Changes nothing."""
    client = insisting_client()
    read, _write = index_aliases()
    used = in_use(all_indices(client))
    if used is None or not used.serves:
        return Drift((), (), (), CatalogueOffer.objects.behind().count(), True, {})
    client.indices.refresh(index=read)
    versions = _all_versions(client, read)
    behind = set(CatalogueOffer.objects.behind().values_list("key", flat=True))
    rows = dict(CatalogueOffer.objects.live().values_list("key", "seq"))
    suspects = {key for key, seq in rows.items() if versions.get(key) != seq}
    suspects = _still_differing(client, read, (suspects | versions.keys() - rows.keys()) - behind)
    missing, outdated, left_over, seen = [], [], [], {}
    for key, (seq, version) in sorted(suspects.items()):
        if version is not None:
            seen[key] = version
        if seq is None:
            left_over.append(key)
        else:
            (missing if version is None else outdated).append(key)
    return Drift(tuple(missing), tuple(outdated), tuple(left_over), len(behind), False, seen)


def repair(drift: Drift) -> None:
    """Bring what is missing or outdated again, take out what has no row."""
    client = insisting_client()
    _read, write = index_aliases()
    rows = CatalogueOffer.objects.filter(key__in=[*drift.missing, *drift.outdated])
    _go_beyond([*drift.versions.values(), *rows.values_list("seq", flat=True)])
    rows.renumber()
    remove(client, write, {key: drift.versions[key] for key in drift.left_over})
    client.indices.refresh(index=write)
    index_waiting()


def report_drift(drift: Drift, *, repaired: bool) -> DriftReport:
    """Keep what was found, territory by territory; old reports go."""
    found = drift.by_territory()
    offers = dict(
        CatalogueOffer.objects.live()
        .order_by()
        .values_list("territory__schema_name")
        .annotate(Count("pk"))
    )
    none = {"missing": 0, "outdated": 0, "left_over": 0}
    known = Territory.objects.order_by("schema_name").values_list("schema_name", flat=True)
    names = [slug for slug in known if slug in offers or slug in found]
    names += sorted(found.keys() - set(names))
    report = DriftReport.objects.create(
        repaired=repaired,
        stale_mapping=drift.stale_mapping,
        waiting=drift.waiting,
        territories=[
            {"territory": slug, "offers": offers.get(slug, 0), **found.get(slug, none)}
            for slug in names
        ],
    )
    kept = DriftReport.objects.order_by("-ran_at").values("pk")[:REPORTS_KEPT]
    DriftReport.objects.exclude(pk__in=kept).delete()
    return report


def _all_versions(client, index):
    query = {"version": True, "_source": False, "sort": ["_doc"]}
    return {
        hit["_id"]: hit["_version"] for hit in scan(client, index=index, query=query, size=PAGE)
    }


def _still_differing(
    client: Elasticsearch, index: str, keys: Iterable[str]
) -> dict[str, tuple[int | None, int | None]]:
    """{key: (number of the live row, number in the index)} of those that truly differ: the whole
    comparison takes a while, and offers change under it."""
    keys, found = sorted(keys), {}
    for start in range(0, len(keys), PAGE):
        some = keys[start : start + PAGE]
        before = _settled(some)
        answer = client.mget(index=index, ids=some, source=False)
        versions = {doc["_id"]: doc["_version"] for doc in answer["docs"] if doc.get("found")}
        after = _settled(some)
        for key in some:
            if key in before and before[key] == after.get(key, 0) != versions.get(key):
                found[key] = (before[key], versions.get(key))
    return found


def _settled(keys) -> dict[str, int | None]:
    """{key: number of the row, None if it is not live or not there}; without those that wait."""
    numbers: dict[str, int | None] = dict.fromkeys(keys)
    rows = CatalogueOffer.objects.filter(key__in=keys)
    for key, seq, live, indexed in rows.values_list("key", "seq", "live", "indexed_seq"):
        if indexed < seq:
            del numbers[key]
        else:
            numbers[key] = seq if live else None
    return numbers


def _go_beyond(versions: Iterable[int]) -> None:
    """A database restored from a backup counts from the past: its numbers must beat the index's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('public.search_catalogueoffer_seq', greatest(last_value, %s)) "
            "FROM public.search_catalogueoffer_seq",
            [max(versions, default=0)],
        )
