"""“My messages”: each person their own choice, for all their organisations."""

import pytest

from contacts.models import DueStep, MessageWishes
from tests.portal.pro.conftest import text_of

PAGE = "/pro/messages/"
USUAL = {"nudges": "one_by_one", "hour": "8", "language": "fr"}


def test_the_choice_is_kept_shown_and_followed(signed_in, samira, keys, in_reims, in_lyon):
    client = signed_in(samira)
    assert 'value="one_by_one" checked' in text_of(client.get(PAGE))
    assert 'value="fr" lang="fr" selected' in text_of(client.get(PAGE))
    data = {"nudges": "none", "hour": "11", "language": "en"}
    page = text_of(client.post(PAGE, data, follow=True))
    assert 'value="none" checked' in page
    assert 'value="11" selected' in page
    assert 'value="en" lang="en" selected' in page
    assert 'role="status"' in page
    assert not DueStep.objects.filter(kind="half_way").exists()
    assert DueStep.objects.filter(kind="last_morning").count() == 2


def test_a_colleague_keeps_theirs(signed_in, samira, karim, in_reims):
    signed_in(karim).post(PAGE, USUAL | {"nudges": "none"})
    assert MessageWishes.objects.get().user == karim.user
    assert DueStep.objects.filter(kind="half_way").count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"nudges": "none"},
        *(USUAL | one for one in ({"nudges": "x"}, {"hour": "3"}, {"language": "de"})),
    ],
)
def test_what_is_no_choice_is_answered_with_a_sentence(signed_in, samira, data):
    response = signed_in(samira).post(PAGE, data)
    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)
    assert not MessageWishes.objects.exists()


def test_the_page_asks_little_of_the_database(
    signed_in, samira, keys, django_assert_max_num_queries
):
    client = signed_in(samira)
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        client.get(PAGE)
