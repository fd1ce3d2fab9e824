"""A lead closes their organisation: what becomes of each request is said first, then done."""

import pytest

from contacts.models import ContactRequest, Professional
from tests.contacts.factories import EMAIL, make_offer, make_organisation, make_professional, send
from tests.portal.pro.conftest import text_of

NAME = {"name": "  toits  PARTAGÉS "}


def page_of(organisation):
    return f"/pro/equipe/{organisation.pk}/fermer/"


@pytest.fixture
def other(reims):
    """An organisation of Reims that answers for the same need."""
    organisation = make_organisation(reims, name="Un Toit", email="toit@example.invalid")
    who = make_professional(organisation, first_name="Ines")
    return make_offer(
        reims, organisation=organisation, professional=who, title="Un studio", delay_days=5
    )


def test_what_becomes_of_each_is_said_and_nothing_is_done(signed_in, karim, roofs, other, in_reims):
    client = signed_in(karim)
    assert page_of(roofs) in text_of(client.get("/pro/equipe/"))
    for look in (client.get, client.head):
        response = look(page_of(roofs))
        (fate,) = response.context["fates"]
        assert (fate.asked, fate.offer) == (in_reims, other)
    told = text_of(client.get(page_of(roofs)))
    assert "1 personne attend votre appel" in told
    assert "Un studio" in told
    assert in_reims.masked_contact not in told
    in_reims.refresh_from_db()
    assert in_reims.status == "new"


def test_it_goes_to_the_other_offer_and_the_person_is_told(
    signed_in, karim, roofs, other, in_reims
):
    client = signed_in(karim)
    response = client.post(page_of(roofs), NAME)
    assert "1 demande" in text_of(response)
    in_reims.refresh_from_db()
    assert in_reims.status == "redirected"
    child = in_reims.children.get()
    assert (child.offer, child.organisation.name) == (other, "Un Toit")
    kinds = child.messages.values_list("kind", flat=True)
    assert set(kinds) == {"alert", "redirected"}
    assert not in_reims.messages.waiting().filter(side="professional").exists()
    # And the door is shut behind them.
    assert client.get("/pro/").status_code == 403
    assert client.get(page_of(roofs)).status_code == 403


def test_without_another_offer_the_person_is_told(signed_in, karim, roofs, in_reims):
    client = signed_in(karim)
    assert "est prévenue, et voit ce qui" in text_of(client.get(page_of(roofs)))
    client.post(page_of(roofs), NAME)
    in_reims.refresh_from_db()
    assert in_reims.status == "expired"
    assert in_reims.messages.waiting().filter(kind="expired").exists()


def test_an_offer_that_has_filled_meanwhile_takes_nobody(signed_in, karim, roofs, other, in_reims):
    client = signed_in(karim)
    client.get(page_of(roofs))
    Professional.objects.filter(organisation=other.organisation_id).update(active=False)
    other_house = other.organisation_id
    from contacts.models import Organisation

    Organisation.objects.filter(pk=other_house).update(email="")
    client.post(page_of(roofs), NAME)
    in_reims.refresh_from_db()
    assert in_reims.status == "expired"


@pytest.mark.parametrize("data", [{}, {"name": ""}, {"name": "Toits"}, {"name": "x" * 300}])
def test_without_its_name_nothing_closes(signed_in, karim, roofs, in_reims, data):
    response = signed_in(karim).post(page_of(roofs), data)
    assert response.status_code == 400
    assert 'aria-invalid="true"' in text_of(response)
    in_reims.refresh_from_db()
    roofs.refresh_from_db()
    assert (in_reims.status, roofs.email) == ("new", "accueil@example.invalid")


def test_a_colleague_and_a_lead_of_elsewhere_close_nothing(
    signed_in, samira, karim, roofs, keys, in_reims, in_lyon
):
    for who, organisation in ((samira, roofs), (samira, keys), (karim, keys)):
        client = signed_in(who)
        assert client.get(page_of(organisation)).status_code == 404
        assert client.post(page_of(organisation), {"name": organisation.name}).status_code == 404
    assert page_of(roofs) not in text_of(signed_in(samira).get("/pro/equipe/"))
    assert set(ContactRequest.objects.values_list("status", flat=True)) == {"new"}


def test_the_requests_of_others_stay(signed_in, samira, karim, roofs, other, in_reims, in_lyon):
    theirs = send(other, contact=EMAIL).request
    signed_in(karim).post(page_of(roofs), NAME)
    for one in (theirs, in_lyon):
        one.refresh_from_db()
        assert one.status == "new"
    # Samira still works in Lyon.
    assert signed_in(samira).get("/pro/").status_code == 200


def test_the_page_asks_a_few_questions_for_each_request(
    signed_in, karim, roofs, other, in_reims, django_assert_max_num_queries
):
    client = signed_in(karim)
    client.get(page_of(roofs))
    for number in range(3):
        send(in_reims.offer, contact=f"j{number}@example.invalid")
    with django_assert_max_num_queries(40):
        assert len(client.get(page_of(roofs)).context["fates"]) == 4
