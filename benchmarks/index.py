"""What the index costs: making it anew, its size; and from a publication to the first answer."""

import http.client
import json
import time

from django.conf import settings
from django.db import connection, transaction

from benchmarks.ground import web_server, worker
from benchmarks.measure import Figures, summarise
from benchmarks.report import Report
from search.clients import index_aliases, indexing_client
from search.indexing import rebuild
from search.models import CatalogueOffer
from search.services import publish_offer, withdraw_offer
from tenants.models import Territory

PUBLICATIONS = 40
# A word that no offer holds, and a page that no territory has.
WORD, PAGE = "Zyzomys", 999_999_999
PATIENCE_SECONDS = 30


def is_indexed(offers: int) -> bool:
    client, (read, _write) = indexing_client(settings.ELASTICSEARCH_URL), index_aliases()
    return client.indices.exists_alias(name=read) and client.count(index=read)["count"] == offers


def bench_rebuild(report: Report, offers: int) -> None:
    started = time.perf_counter()
    rebuild()
    seconds = time.perf_counter() - started
    report.table("Index", "what", "figure")
    report.row("rebuild, one process", f"{offers / seconds:.0f} offers/s ({seconds:.0f} s)")
    report.known["rebuild"] = Figures(seconds * 1000, seconds * 1000, offers / seconds)
    stats = indexing_client(settings.ELASTICSEARCH_URL).indices.stats(index=index_aliases()[0])
    size = stats["_all"]["primaries"]["store"]["size_in_bytes"]
    report.row("index, one shard", f"{_megabytes(size)}, {size / offers:.0f} bytes an offer")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('search_catalogueoffer')")
        size = cursor.fetchone()[0]
    report.row("catalogue in PostgreSQL, with its indexes", _megabytes(size))


def bench_publishing(report: Report) -> None:
    """From the commit of a publication to the answer of the API, through the worker; and the same
    for a withdrawal."""
    found, gone = [], []
    # What an interrupted run left.
    CatalogueOffer.objects.filter(page_id=PAGE).update(live=False, shown_in=[])
    CatalogueOffer.objects.filter(page_id=PAGE).renumber()
    sample = CatalogueOffer.objects.live().first()
    territory = Territory.objects.get(pk=sample.territory_id)
    fields = {
        **sample.card, **sample.detail, "language": "fr", "zones": ["pays:FR"],
        "translation_key": sample.translation_key, "starts_on": None, "ends_on": None,
        "verified_on": None, "title": WORD,
    }  # fmt: skip
    with worker(), web_server() as port:
        _wait(port, 0)
        for _turn in range(PUBLICATIONS):
            with transaction.atomic():
                publish_offer(territory=territory, page_id=PAGE, fields=fields)
            found.append(_wait(port, 1))
            with transaction.atomic():
                withdraw_offer(territory=territory, page_id=PAGE)
            gone.append(_wait(port, 0))
    report.table("Publishing", "what", "p50 ms", "p95 ms", "per second")
    report.figures("published → findable", summarise(found, sum(found) / 1000))
    report.figures("withdrawn → gone", summarise(gone, sum(gone) / 1000))


def _wait(port: int, count: int) -> float:
    """Milliseconds until the API finds so many offers."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    started = time.perf_counter()
    while True:
        asked.request("GET", f"/api/v1/offers?q={WORD}", headers={"Host": settings.PORTAL_DOMAIN})
        answer = json.loads(asked.getresponse().read())
        waited = time.perf_counter() - started
        if answer["count"] == count:
            asked.close()
            return waited * 1000
        if waited > PATIENCE_SECONDS:
            raise RuntimeError(f"{answer['count']} offers are found after {waited:.0f} s.")
        time.sleep(0.01)


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.0f} MB"
