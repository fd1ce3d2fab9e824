"""An animator invites somebody of an organisation that has an offer in their territory."""

import re

import pytest
import time_machine
from django.core import mail

from contacts.models import Professional
from contacts.services.inviting import read_invitation
from tests.contacts.factories import MONDAY, make_offer, make_organisation, make_professional, send

LIST = "/admin/commitments/organisations/"
ALI = {"first_name": "Ali", "last_name": "Benali", "email": "ali@example.invalid"}


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def roofs(reims):
    organisation = make_organisation(reims)
    person = make_professional(organisation, is_lead=True)
    send(make_offer(reims, organisation=organisation, professional=person))
    return organisation


@pytest.fixture
def keys(lyon):
    organisation = make_organisation(lyon, name="Les Clés", email="cles@example.invalid")
    make_offer(lyon, organisation=organisation, professional=make_professional(organisation))
    return organisation


@pytest.fixture
def as_(client_for, person):
    """`as_("animator", reims)`: their browser, on that site."""

    def make(role, territory):
        client = client_for(territory)
        client.force_login(person(role, territory))
        return client

    return make


def invite(client, organisation, **fields):
    return client.post(f"{LIST}{organisation.pk}/invite/", {**ALI, **fields})


def test_the_list_holds_those_of_the_territory_with_their_counts(as_, reims, roofs, keys):
    page = as_("animator", reims).get(LIST)
    told = page.content.decode()
    assert "Toits partagés" in told
    assert "Les Clés" not in told
    (one,) = page.context["page"]
    assert (one.people, one.accounts, one.waiting) == (1, 0, 1)


def test_who_is_invited_chooses_a_password_and_the_organisation_is_told(
    as_, client_for, national, reims, roofs
):
    assert invite(as_("animator", reims), roofs, is_lead="on").url == LIST
    person = Professional.objects.get(email=ALI["email"])
    assert (person.organisation, person.is_lead, person.user) == (roofs, True, None)
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(letters) == {ALI["email"], "accueil@example.invalid", "samira@example.invalid"}
    token = re.search(r"/pro/invitation/(\S+)/", letters[ALI["email"]])[1]
    assert read_invitation(token) == person
    assert "/pro/invitation/" not in letters["samira@example.invalid"]
    assert ALI["email"] in letters["samira@example.invalid"]
    chosen = {
        "new_password1": "une-phrase-assez-longue",
        "new_password2": "une-phrase-assez-longue",
    }
    client_for(national).post(f"/pro/invitation/{token}/", chosen)
    person.refresh_from_db()
    assert person.user.email == ALI["email"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_neighbours_organisation_does_not_exist_here(as_, reims, keys, method):
    response = getattr(as_("animator", reims), method)(f"{LIST}{keys.pk}/invite/", ALI)
    assert response.status_code == 404
    assert not Professional.objects.filter(email=ALI["email"]).exists()


def test_one_whose_offers_are_over_is_not_invited_to(as_, reims, roofs):
    from search.models import CatalogueOffer

    CatalogueOffer.objects.update(live=False)
    assert invite(as_("animator", reims), roofs).status_code == 404


def test_a_national_admin_finds_any_organisation(as_, national, reims, roofs, keys):
    client = as_("national", national)
    told = client.get(LIST).content.decode()
    assert "Toits partagés" in told
    assert "Les Clés" in told
    assert "Les Clés" not in client.get(LIST, {"q": "toits"}).content.decode()
    assert invite(client, keys).url == LIST
    # From a territory's site, what that territory has.
    assert "Les Clés" not in as_("national", reims).get(LIST).content.decode()


@pytest.mark.parametrize("role", ["editor", None])
def test_no_other_role_opens_these_pages(as_, reims, roofs, role):
    client = as_(role, reims)
    for path in (LIST, f"{LIST}{roofs.pk}/invite/"):
        assert client.get(path).status_code in (302, 403)
    invite(client, roofs)
    assert not Professional.objects.filter(email=ALI["email"]).exists()


def test_nobody_invites_themselves(as_, reims, roofs):
    client = as_("animator", reims)
    response = invite(client, roofs, email="Animator.Reims@example.invalid")
    assert response.status_code == 400
    assert Professional.objects.count() == 1
    assert mail.outbox == []


@pytest.mark.parametrize(
    "fields",
    [{"email": ""}, {"email": "x"}, {"first_name": ""}, {"first_name": "\0"},
     {"first_name": "x" * 61}, {"email": "é@é"}],
)  # fmt: skip
def test_what_is_missing_is_said_and_nobody_is_written_to(as_, reims, roofs, fields):
    response = invite(as_("animator", reims), roofs, **fields)
    assert response.status_code == 400
    assert "error-message" in response.content.decode()
    assert mail.outbox == []


def test_a_letter_that_cannot_leave_leaves_nothing_behind(as_, reims, roofs, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert invite(as_("animator", reims), roofs).status_code == 400
    assert not Professional.objects.filter(email=ALI["email"]).exists()


def test_the_list_asks_the_same_of_the_database_however_long(
    as_, reims, roofs, django_assert_max_num_queries
):
    client = as_("animator", reims)
    client.get(LIST)
    for number in range(5):
        other = make_organisation(reims, name=f"Autre {number}")
        make_offer(reims, organisation=other, professional=make_professional(other))
    with django_assert_max_num_queries(15):
        assert len(client.get(LIST, {"q": "autre"}).context["page"]) == 5
