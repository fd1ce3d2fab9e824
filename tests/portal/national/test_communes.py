"""The national screen of the year's communes, with the file that ships as the new year's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tenants.geography.models import Commune, YearApplied
from tenants.models import CommuneDecision, CoveredCommune


@pytest.fixture
def merged(reims, lyon, national):
    """As if an old commune of Reims were in the tables, which the file gives to a commune of Lyon;
    and another had an old name."""
    taker = next(one for one in Commune.objects.in_zones(["epci:200046977"]) if one.former_codes)
    old = Commune.objects.get(pk="51613")
    old.code, old.name = taker.former_codes[0], "Ancienne-Commune"
    old.former_codes = []
    old.save(force_insert=True)
    CoveredCommune.objects.create(commune=old, territory=reims)
    Commune.objects.filter(pk=taker.pk).update(former_codes=taker.former_codes[1:])
    Commune.objects.filter(pk="51454").update(name="Durocortorum")
    return taker.pk


def test_decisions_are_kept_then_all_is_applied(admin, send, merged, reims, lyon):
    page = admin.get(reverse("communes:index")).content.decode()
    for told in ("Ancienne-Commune", "1 décision à prendre", "Durocortorum", "Grand Reims"):
        assert told in page
    assert "Appliquer" not in page
    send("communes:apply")
    assert Commune.objects.get(pk="51454").name == "Durocortorum"
    assert merged in admin.get(reverse("communes:index")).content.decode()

    assert send("communes:index", **{merged: "999"}).status_code == 400
    assert send("communes:index", **{merged: str(reims.pk)}).status_code == 302
    assert CommuneDecision.objects.get().territory == reims
    page = admin.get(reverse("communes:index")).content.decode()
    assert "national.anywhere@example.invalid" in page
    assert "Appliquer" in page

    done = send("communes:apply")
    assert done.status_code == 302
    assert CoveredCommune.objects.get(commune=merged).territory == reims
    assert Commune.objects.get(pk="51454").name == "Reims"
    page = admin.get(reverse("communes:index")).content.decode()
    assert "communes ont été mises" in page
    assert "national.anywhere@example.invalid" in page


def test_the_page_says_that_it_is_being_applied(admin, merged, reims, send):
    asked = YearApplied.objects.create(vintage="2026-01-01", asked_at=timezone.now())
    page = admin.get(reverse("communes:index")).content.decode()
    assert "en cours d’application" in page
    assert "data-again" in page
    # Nothing is decided meanwhile.
    send("communes:index", **{merged: str(reims.pk)})
    assert not CommuneDecision.objects.exists()
    asked.state, asked.problem = "refused", "Il manque une décision."
    asked.save()
    assert "Il manque une décision." in admin.get(reverse("communes:index")).content.decode()


def test_the_list_asks_no_more_for_more_communes(admin, merged, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as few:
        admin.get(reverse("communes:index"))
    Commune.objects.filter(epci="200067213").exclude(pk="51454").update(name="Autre")
    with django_assert_max_num_queries(len(few)):
        admin.get(reverse("communes:index"))


@pytest.mark.parametrize("role", ["animator", "editor"])
@pytest.mark.parametrize("site", ["national", "reims"])
def test_it_is_for_national_admins(request, client_for, person, merged, role, site):
    territory = request.getfixturevalue(site)
    client = client_for(territory)
    client.force_login(person(role, territory))
    for name in ("communes:index", "communes:apply"):
        assert client.get(reverse(name)).status_code in {302, 404, 405}
        assert client.post(reverse(name), {merged: "nobody"}).status_code == 404
    assert not CommuneDecision.objects.exists()
