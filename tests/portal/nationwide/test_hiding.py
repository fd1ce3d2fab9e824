"""An animator sees which offers of the whole country reach the territory, and hides one."""

import pytest
from django.urls import reverse

from search.models import OfferHiding
from tests.contacts.factories import REIMS, make_offer

LIST = "/admin/nationwide/"


@pytest.fixture
def offer(national):
    return make_offer(national, title="Parler à un psychologue")


@pytest.fixture
def animator(client_for, person, reims):
    client = client_for(reims)
    client.force_login(person("animator", reims))
    return client


@pytest.fixture
def api(client_for):
    def count(slug):
        return client_for(slug).get(f"/api/v1/offers?commune={REIMS}").json()["count"]

    return count


def test_it_is_marked_plainly_in_the_list_and_on_its_page(offer, reims, client_for):
    for path in (f"/offres/{offer.key}/", f"/themes/housing/offres/?commune={REIMS}"):
        assert "Partout en France" in client_for(reims).get(path).content.decode()


def test_hiding_asks_why_says_who_and_when_and_is_undone(animator, offer, client_for, api):
    page = animator.get(LIST).content.decode()
    assert "Parler à un psychologue" in page
    hide = reverse("nationwide_hide", args=[offer.key])
    assert hide in page
    assert animator.post(hide, {"reason": "  "}).status_code == 400
    assert api("reims") == 1

    done = animator.post(hide, {"reason": "La mission locale le fait."}, follow=True)
    shown = done.content.decode()
    assert "La mission locale le fait." in shown
    assert "animator.reims@example.invalid" in shown
    assert animator.post(hide, {"reason": "Encore."}).status_code == 400
    assert client_for("reims").get(f"/offres/{offer.key}/").status_code == 404
    assert client_for("lyon").get(f"/offres/{offer.key}/").status_code == 200
    assert api("reims") == 0
    assert "Parler" in animator.get(f"{LIST}?state=hidden&q=psycho").content.decode()
    assert "Parler" not in animator.get(f"{LIST}?state=shown").content.decode()

    animator.post(reverse("nationwide_show", args=[offer.key]))
    assert api("reims") == 1
    assert "La mission locale le fait." in animator.get(LIST).content.decode()


def test_what_does_not_reach_the_territory_is_not_listed_nor_hidden(animator, national, lyon):
    for other in (make_offer(national, zones=["departement:69"]), make_offer(lyon)):
        assert other.key not in animator.get(LIST).content.decode()
        hide = reverse("nationwide_hide", args=[other.key])
        assert animator.post(hide, {"reason": "Non."}).status_code == 404
    assert not OfferHiding.objects.exists()


@pytest.mark.parametrize(
    ("role", "where", "site"),
    [("editor", "reims", "reims"), ("animator", "lyon", "reims"), (None, None, "reims"),
     ("animator", "national", "national"), ("national", None, "national")],
)  # fmt: skip
def test_only_who_the_table_names_decides_here(
    request, offer, reims, client_for, person, role, where, site
):
    client = client_for(site)
    client.force_login(person(role, where and request.getfixturevalue(where)))
    addresses = [
        LIST,
        *(reverse(f"nationwide_{one}", args=[offer.key]) for one in ("hide", "show")),
    ]
    for address in addresses:
        assert client.post(address, {"reason": "Non."}).status_code in {302, 403, 404, 405}
    assert client.get(LIST).status_code in {302, 403, 404}
    assert not OfferHiding.objects.exists()


def test_a_longer_list_asks_no_more(animator, national, django_assert_max_num_queries):
    for number in range(3):
        make_offer(national, title=f"Une aide {number}")
    with django_assert_max_num_queries(40) as few:
        animator.get(LIST)
    for number in range(12):
        make_offer(national, title=f"Un appui {number}")
    with django_assert_max_num_queries(len(few)):
        assert "Un appui 11" in animator.get(LIST).content.decode()
