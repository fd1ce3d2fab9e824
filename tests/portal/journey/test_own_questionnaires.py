"""A territory's own questionnaire, as the pages and the API ask it."""

import pytest

from portal.asking import all_asked, theme_asked
from themes import adapting
from themes.adaptations import AS_THE_MODEL
from themes.models import Theme
from themes.own import publish_adaptation

PETS = {
    "key": "local_0f3a9c2e5b7d8146",
    "kind": "single",
    "text": {"fr": "As-tu un animal ?", "en": "Do you have a pet?"},
    "choices": [
        {"key": "local_cat", "label": {"fr": "Un chat"}},
        {"key": "local_dog", "label": {"fr": "Un chien"}},
    ],
}
SHARED = {f"answer.{PETS['key']}": "local_cat", "answer.housing_duration": "months"}


@pytest.fixture
def adapted(lyon):
    theme = Theme.objects.get(key="housing")
    ours = adapting.begun(theme.model_questions, AS_THE_MODEL)
    ours = adapting.ask(adapting.hide(ours, path="housing_duration"), question=PETS)
    ours = adapting.move(theme.model_questions, ours, key=PETS["key"], up=True)
    publish_adaptation(theme=theme, territory=lyon, adaptation=ours)
    return ours


def test_each_site_asks_its_own(adapted, client_for, lyon, reims, national):
    first = client_for(lyon).get("/themes/housing/questions/1/", {"commune": "69383"})
    assert "Pour combien de temps" not in first.content.decode()
    asked = client_for(lyon).get("/api/v1/questionnaires/housing").json()["questions"]
    assert [one["key"] for one in asked][-2] == PETS["key"]
    english = (
        client_for(lyon)
        .get("/api/v1/questionnaires/housing", headers={"accept-language": "en"})
        .json()
    )
    assert "Do you have a pet?" in str(english)
    for other in (reims, national):
        theirs = client_for(other).get("/api/v1/questionnaires/housing").json()["questions"]
        assert PETS["key"] not in str(theirs)
        assert theirs[0]["key"] == "housing_duration"


def test_a_shared_address_works_where_its_questions_are_not_asked(
    adapted, client_for, lyon, reims, national
):
    for territory, commune in ((lyon, "69383"), (reims, "51454")):
        answers = {**SHARED, "commune": commune}
        page = client_for(territory).get("/themes/housing/reponses/", answers)
        assert page.status_code == 200
        assert ("Un chat" in page.content.decode()) == (territory == lyon)
    for territory in (lyon, reims, national):
        for theme in ({"theme": "housing"}, {}):
            found = client_for(territory).get("/api/v1/offers", {**SHARED, **theme})
            assert found.status_code == 200, found.content


def test_a_territory_s_questions_cost_one_query_more_then_none(
    adapted, lyon, django_assert_num_queries
):
    # One of them sees whether anything has changed.
    with django_assert_num_queries(4):
        theme = theme_asked("housing", lyon)
    assert theme.questionnaire().question(PETS["key"])
    with django_assert_num_queries(0):
        theme_asked("housing", lyon).questionnaire()
    assert all_asked(lyon).question(PETS["key"])
    assert "housing_duration" in all_asked(lyon).unasked
