"""Several offers with one form, and the first available of equivalent ones: the pages."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import ContactRequest
from contacts.services import decline, follow_plans
from tests.contacts.factories import make_offer, make_organisation

PLACE = {"commune": "51454"}
CONTACT = {"contact": "06 39 98 12 34"}
HERE = "/plusieurs-offres/"


def offer_of(territory, name, **fields):
    house = make_organisation(territory, name=name, email=f"{name.lower()}@example.invalid")
    return make_offer(territory, organisation=house, title=f"Chez {name}", **fields)


@pytest.fixture
def offers(reims):
    return [offer_of(reims, name) for name in ("Un", "Deux", "Trois")]


def keys(offers):
    return {"offer": [one.key for one in offers]}


def content(response):
    return " ".join(response.content.decode().split())


class TestChoosing:
    def test_a_list_lets_one_tick_offers_and_keeps_what_was_ticked(self, client_for, offers):
        page = content(client_for("reims").get("/themes/housing/offres/", PLACE))
        assert page.count('form="together"') == 3
        assert f'action="{HERE}"' in page
        assert " checked" not in page.split('id="together"')[0].split('class="offers"')[1]
        again = client_for("reims").get("/themes/housing/offres/", PLACE | keys(offers[:2]))
        ticked = re.findall(r'form="together" name="offer" value="(\S+)" checked', content(again))
        assert sorted(ticked) == sorted(one.key for one in offers[:2])

    def test_what_was_chosen_elsewhere_goes_along(self, client_for, reims, offers):
        other = offer_of(reims, "Ailleurs", theme="training")
        page = content(client_for("reims").get("/themes/housing/offres/", PLACE | keys([other])))
        form = page.split('id="together"')[1].split("</form>")[0]
        assert f'name="offer" value="{other.key}"' in form
        assert 'name="commune" value="51454"' in form

    def test_the_page_of_an_offer_leads_to_the_others_with_it_chosen(self, client_for, offers):
        page = content(client_for("reims").get(f"/offres/{offers[0].key}/", PLACE))
        assert f"/themes/housing/offres/?commune=51454&amp;offer={offers[0].key}" in page

    def test_each_can_be_removed_and_others_added(self, client_for, offers):
        page = content(client_for("reims").get(HERE, PLACE | keys(offers)))
        assert "Demander 3 offres à la fois" in page
        rest = f"offer={offers[1].key}&amp;offer={offers[2].key}"
        assert f"{HERE}?commune=51454&amp;{rest}" in page
        assert "Ajouter une offre" in page

    def test_nothing_chosen_says_how(self, client_for, reims):
        page = content(client_for("reims").get(HERE, PLACE))
        assert "Coche jusqu’à cinq offres" in page
        assert 'name="contact"' not in page

    def test_an_offer_that_is_gone_or_of_the_neighbour_is_left_out(self, client_for, lyon, offers):
        offers[0].live = False
        offers[0].save()
        elsewhere = make_offer(lyon)
        page = content(client_for("reims").get(HERE, PLACE | keys([*offers, elsewhere])))
        assert "Demander 2 offres" in page
        assert "2 des offres que tu as choisies ne sont plus disponibles" in page

    def test_more_than_five_must_go_first(self, client_for, reims, offers):
        six = [*offers, *(offer_of(reims, name) for name in ("Quatre", "Cinq", "Six"))]
        client = client_for("reims")
        page = content(client.get(HERE, PLACE | keys(six)))
        assert "enlèves-en 1" in page
        assert 'name="contact"' not in page
        assert client.post(HERE, PLACE | keys(six) | CONTACT).status_code == 400
        assert not ContactRequest.objects.exists()

    def test_it_takes_few_queries(self, client_for, offers, django_assert_max_num_queries):
        client = client_for("reims")
        client.get(HERE, PLACE | keys(offers))
        with django_assert_max_num_queries(12):
            client.get(HERE, PLACE | keys(offers))


class TestSending:
    def test_one_form_asks_all_and_one_page_tells_of_all(self, client_for, offers):
        client = client_for("reims")
        response = client.post(HERE, PLACE | keys(offers) | CONTACT, follow=True)
        assert ContactRequest.objects.count() == 3
        page = content(response)
        assert "3 équipes ont ton contact" in page
        for request in ContactRequest.objects.all()[:2]:
            assert request.organisation_name in page
        first = ContactRequest.objects.order_by("pk").first()
        follow = content(client.get(f"/suivi/{first.follow_token}/"))
        for request in ContactRequest.objects.exclude(pk=first.pk):
            assert f"/suivi/{request.follow_token}/" in follow

    def test_answers_are_shared_by_theme_and_only_if_asked(self, client_for, offers):
        client = client_for("reims")
        given = PLACE | keys(offers) | {"answer.age": "19"}
        client.post(HERE, given | CONTACT | {"share": "on"})
        assert all(one.answers == {"age": 19} for one in ContactRequest.objects.all())

    def test_a_wrong_contact_loses_nothing(self, client_for, offers):
        response = client_for("reims").post(HERE, PLACE | keys(offers) | {"contact": "06 39"})
        page = content(response)
        assert response.status_code == 400
        assert page.count('type="hidden" name="offer"') == 3
        assert 'value="06 39"' in page
        assert not ContactRequest.objects.exists()

    def test_a_team_that_cannot_answer_is_named_and_none_is_asked(self, client_for, reims, offers):
        mute = make_organisation(reims, name="Muets", email="")
        closed = make_offer(reims, organisation=mute, title="Chambre muette")
        response = client_for("reims").post(HERE, PLACE | keys([*offers, closed]) | CONTACT)
        assert response.status_code == 400
        assert "« Chambre muette » :" in content(response).replace("\u00a0", " ")
        assert not ContactRequest.objects.exists()

    def test_a_date_that_moved_is_asked_again(self, client_for, offers):
        dates = {f"due_on.{one.key}": "2020-01-01" for one in offers}
        response = client_for("reims").post(HERE, PLACE | keys(offers) | CONTACT | dates)
        assert response.status_code == 400
        assert "La date a changé" in content(response)

    def test_without_a_place_the_form_asks_for_it(self, client_for, offers):
        client = client_for("reims")
        assert 'name="where"' in content(client.get(HERE, keys(offers)))
        client.post(HERE, keys(offers) | CONTACT | {"where": "51430 Bezannes"})
        assert {one.commune for one in ContactRequest.objects.all()} == {"51058"}

    def test_an_offer_that_is_not_open_there_is_named(self, client_for, reims, offers):
        there = offer_of(reims, "Là", zones=["commune:51250"])
        response = client_for("reims").post(HERE, PLACE | keys([*offers, there]) | CONTACT)
        assert response.status_code == 400
        assert "Chez Là" in content(response)
        assert not ContactRequest.objects.exists()

    def test_erasing_offers_to_take_all_that_left_together(self, client_for, offers):
        client = client_for("reims")
        client.post(HERE, PLACE | keys(offers) | CONTACT)
        path = f"/suivi/{ContactRequest.objects.first().follow_token}/"
        assert "les 2 demandes parties" in content(client.post(path, {"action": "erase"}))
        client.post(path, {"action": "erase", "sure": "1", "together": "on"})
        assert not ContactRequest.objects.filter(erased_at=None).exists()


class TestFirstAvailable:
    @pytest.fixture
    def alike(self, reims):
        return [
            offer_of(reims, name, subtheme="find", delay_days=days)
            for name, days in (("Un", 9), ("Deux", 2))
        ]

    def test_it_is_proposed_with_names_and_a_date(self, client_for, alike):
        page = content(client_for("reims").get(f"/offres/{alike[0].key}/", PLACE))
        assert "Le premier disponible" in page
        assert "si Un ne peut pas, Deux peut répondre" in page

    def test_proposing_it_costs_few_queries(
        self, client_for, reims, alike, django_assert_max_num_queries
    ):
        for name in ("Trois", "Quatre"):
            offer_of(reims, name, subtheme="find")
        client, path = client_for("reims"), f"/offres/{alike[0].key}/"
        client.get(path, PLACE)
        with django_assert_max_num_queries(12):
            client.get(path, PLACE)

    def test_not_where_nothing_is_equivalent(self, client_for, offers):
        page = content(client_for("reims").get(f"/offres/{offers[0].key}/", PLACE))
        assert "premier disponible" not in page

    def test_ticked_it_goes_to_who_answers_first(self, client_for, alike):
        client = client_for("reims")
        path = f"/offres/{alike[0].key}/"
        shown = re.search(
            r'name="pooled" value="([\d-]+)"', content(client.get(path, PLACE))
        ).group(1)
        response = client.post(path, PLACE | CONTACT | {"pooled": shown}, follow=True)
        request = ContactRequest.objects.get()
        assert request.organisation_name == "Deux"
        assert request.due_on.isoformat() == shown
        assert "va d’elle-même à l’équipe suivante" in content(response)

    def test_a_later_date_is_asked_again_with_the_tick_kept(self, client_for, alike):
        response = client_for("reims").post(
            f"/offres/{alike[0].key}/", PLACE | CONTACT | {"pooled": "2020-01-01"}
        )
        assert response.status_code == 400
        assert re.search(r'name="pooled" value="[\d-]+" checked', content(response))

    def test_the_young_person_reads_one_thread(self, client_for, alike):
        client = client_for("reims")
        client.post(f"/offres/{alike[0].key}/", PLACE | CONTACT | {"pooled": "2030-01-01"})
        request = ContactRequest.objects.get()
        path = f"/suivi/{request.follow_token}/"
        now = timezone.now()
        decline(request=request, reason="full", now=now)
        waiting = content(client.get(path))
        assert "on demande à quelqu’un d’autre" in waiting
        follow_plans(lambda: now + timedelta(minutes=31))
        page = content(client.get(path))
        assert "Un te contacte" in page
        assert "Deux ne peut pas t’aider cette fois-ci." in page
        assert "pour la même date" in page
        for host in ("lyon", "national"):
            assert client_for(host).get(path).status_code == 404
