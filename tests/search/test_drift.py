from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search import tasks
from search.clients import index_aliases
from search.indexing import find_drift, index_waiting
from search.indexing.drift import REPORTS_KEPT
from search.models import CatalogueOffer, DriftReport
from search.query import Search
from search.services import find_offers
from tests.search.conftest import TODAY
from tests.search.factories import publish


def titles():
    results = find_offers(Search(day=TODAY))
    assert results.engine == "elasticsearch"
    return {hit.card["title"] for hit in results.hits}


@pytest.fixture
def differing(reims, lyon, index):
    """In Reims one is missing; in Lyon one is outdated and one has no row any more."""
    lost, _kept = publish(reims, title="A"), publish(reims, title="B")
    old, extra = publish(lyon, title="C"), publish(lyon, title="D")
    index_waiting()
    index.delete(index=index_aliases()[1], id=lost.key, refresh=True)
    card = old.card | {"title": "C2"}
    CatalogueOffer.objects.filter(pk=old.pk).update(
        card=card, seq=old.seq + 1000, indexed_seq=old.seq + 1000
    )
    CatalogueOffer.objects.filter(pk=extra.pk).delete()


def test_drift_is_told_by_territory(differing):
    assert find_drift().by_territory() == {
        "lyon": {"missing": 0, "outdated": 1, "left_over": 1},
        "reims": {"missing": 1, "outdated": 0, "left_over": 0},
    }


def test_the_command_changes_nothing_until_it_is_asked_to(differing):
    out = StringIO()
    with pytest.raises(CommandError, match="1 missing"):
        call_command("check_index", stdout=out)
    assert "reims: 1 missing, 0 outdated, 0 left over" in out.getvalue()
    assert "lyon: 0 missing, 1 outdated, 1 left over" in out.getvalue()
    assert titles() == {"B", "C", "D"}
    assert not DriftReport.objects.exists()
    call_command("check_index", repair=True, stdout=out)
    assert "Repaired: 1 missing, 1 outdated, 1 left over." in out.getvalue()
    assert titles() == {"A", "B", "C2"}
    assert not find_drift()


def test_every_night_it_is_repaired_and_reported(differing):
    tasks.repair_drift.call_local()
    assert titles() == {"A", "B", "C2"}
    report = DriftReport.objects.get()
    assert report.repaired
    assert report.territories == [
        {"territory": "lyon", "offers": 1, "missing": 0, "outdated": 1, "left_over": 1},
        {"territory": "reims", "offers": 2, "missing": 1, "outdated": 0, "left_over": 0},
    ]
    tasks.repair_drift.call_local()
    assert not DriftReport.objects.latest("ran_at").repaired


def test_an_index_that_outlived_a_database_restored_from_a_backup_is_brought_back(reims, index):
    offer = publish(reims, title="Après la sauvegarde")
    index_waiting()
    card = offer.card | {"title": "Avant la sauvegarde"}
    older = {"seq": offer.seq - 500, "indexed_seq": offer.seq - 500, "card": card}
    CatalogueOffer.objects.filter(pk=offer.pk).update(**older)
    assert find_drift().outdated == (offer.key,)
    call_command("check_index", repair=True, stdout=StringIO())
    assert titles() == {"Avant la sauvegarde"}


def test_an_index_of_no_use_is_made_again_at_night(reims, index):
    publish(reims, title="A")
    tasks.repair_drift.call_local()
    assert titles() == {"A"}
    assert DriftReport.objects.get().stale_mapping


def test_old_reports_go(reims, index):
    index_waiting()
    DriftReport.objects.bulk_create(DriftReport() for _number in range(REPORTS_KEPT + 5))
    tasks.repair_drift.call_local()
    assert DriftReport.objects.count() == REPORTS_KEPT
