"""What holds an opening back, read from the territory as it is."""

from dataclasses import replace

import pytest

from portal.deployment.conditions import Facts, Supply, conditions_of, unreached
from portal.deployment.models import Project, Threshold
from tenants.models import Opening
from tests.contacts.factories import make_offer
from tests.portal.deployment.conftest import FILES, text_of
from themes.matching import Accepts
from themes.models import ModelQuestion, RegisterEntry
from themes.questionnaires import Choice, Question, QuestionKind, Questionnaire

ROOF = Question(
    key="roof",
    kind=QuestionKind.SINGLE,
    text="Où dors-tu ?",
    choices=(Choice("street", "Dehors"), Choice("friends", "Chez des amis")),
)
HOUSING = Supply(
    theme="housing",
    name="Logement",
    questionnaire=Questionnaire(theme="housing", questions=(ROOF,)),
    unapproved=(),
    criteria=((Accepts("roof", frozenset({"street"})),),) * 10,
    organisations=5,
    needed_offers=10,
    needed_organisations=5,
    blocking=True,
)
READY = Facts(
    supplies=(HOUSING,),
    animators=1,
    host="Info Jeunes",
    controller="Association",
    data_contact="dpo@example.invalid",
    sender=True,
)


def lacking(facts, **waived):
    found = conditions_of(facts, {f"{key}:housing": why for key, why in waived.items()})
    return {one.key for one in found if one.holds_back}


def test_a_territory_that_has_all_of_it_opens():
    assert lacking(READY) == set()


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"animators": 0}, "animator"),
        ({"host": ""}, "host"),
        ({"controller": ""}, "legal"),
        ({"data_contact": ""}, "legal"),
        ({"sender": False}, "sender"),
        ({"supplies": ()}, "themes"),
        ({"supplies": (replace(HOUSING, criteria=HOUSING.criteria[1:]),)}, "offers:housing"),
        ({"supplies": (replace(HOUSING, organisations=4),)}, "offers:housing"),
        ({"supplies": (replace(HOUSING, unapproved=("Où ?",)),)}, "questions:housing"),
    ],
)
def test_one_that_is_missing_holds_it_back(change, key):
    assert lacking(replace(READY, **change)) == {key}


def test_what_is_advised_or_waived_does_not_hold_it_back():
    few = replace(HOUSING, criteria=(), organisations=0)
    assert lacking(replace(READY, supplies=(replace(few, blocking=False),))) == set()
    assert lacking(replace(READY, supplies=(few,)), offers="Une île.") == set()


def test_an_answer_that_no_offer_accepts_is_named():
    assert unreached(HOUSING) == ["Où dors-tu ? Chez des amis"]
    assert unreached(replace(HOUSING, criteria=((),))) == []
    advice = [one for one in conditions_of(READY, {}) if not one.met]
    assert [(one.key, one.blocking) for one in advice] == [("answers:housing", False)]


@pytest.fixture
def project(make_project, reims):
    project = make_project("Reims", "51", awaits="opening")
    project.opening = Opening.objects.create(state="open", territory=reims)
    project.save()
    return Project.objects.get()


@pytest.fixture
def national_level(person, browser, public):
    return browser(person("national"))


def test_it_is_counted_from_the_territory_itself(
    project, reims, person, national_level, settings, django_assert_max_num_queries
):
    path = f"{FILES}{project.pk}/conditions/"
    reims.themes = ["housing"]
    reims.controller, reims.data_contact = "Association", "dpo@example.invalid"
    reims.save()
    page = text_of(national_level.get(path))
    assert "0 offre, 0 organisation" in page
    assert "Conditions pour ouvrir" in page
    offer = make_offer(reims)
    make_offer(reims, title="Autre", organisation=offer_organisation(offer))
    person("animator", reims)
    settings.DEFAULT_FROM_EMAIL = "boussole@example.org"
    project.host = "Info Jeunes"
    project.save()
    asked = ModelQuestion.objects.filter(theme__key="housing").values("key")
    RegisterEntry.objects.filter(question_key__in=asked).update(approved_at=None, approved_by="")
    with django_assert_max_num_queries(21):
        page = text_of(national_level.get(path))
    assert "2 offres, 1 organisation" in page
    waiting = FILES + f"{project.pk}/etape/"
    opened = {"act": "opening", "on": "2026-03-03"}
    refused = text_of(national_level.post(waiting, opened))
    assert "10 offres" in refused
    assert "protection des données" in refused
    # What the national level asks of a theme, on a screen.
    asked = {"housing-offers": "2", "housing-organisations": "1", "housing-blocking": "on"}
    for key in ("employment", "health", "training"):
        asked |= {f"{key}-offers": "10", f"{key}-organisations": "5"}
    wrong = national_level.post(f"{FILES}seuils/", asked | {"housing-organisations": "3"})
    assert wrong.status_code == 400
    assert national_level.post(f"{FILES}seuils/", asked).status_code == 302
    assert Threshold.objects.get(theme__key="housing").offers == 2
    # And what it does without, for a reason that the history keeps.
    waive = {"condition": "questions:housing", "action": "waive"}
    assert national_level.post(path, {**waive, "reason": " "}).status_code == 400
    assert national_level.post(path, {**waive, "condition": "x"}).status_code == 400
    assert national_level.post(path, {**waive, "reason": "Vu par écrit."}).status_code == 302
    assert "Vu par écrit." in text_of(national_level.get(path))
    assert national_level.post(path, {**waive, "action": "ask"}).status_code == 302
    assert national_level.post(waiting, opened).status_code == 409
    national_level.post(path, {**waive, "reason": "Vu par écrit."})
    assert national_level.post(waiting, opened).status_code == 302
    project.refresh_from_db()
    assert project.awaits == "launch"


def offer_organisation(offer):
    from contacts.models import Organisation

    return Organisation.objects.get(pk=offer.organisation_id)


def test_only_the_national_level_does_without_a_condition_or_sets_thresholds(
    project, follower, browser
):
    marne = browser(follower("departement:51"))
    path = f"{FILES}{project.pk}/conditions/"
    assert marne.get(path).status_code == 200
    waive = {"condition": "animator", "action": "waive", "reason": "Parce que."}
    assert marne.post(path, waive).status_code == 404
    assert browser(follower("departement:08")).get(path).status_code == 404
    for send in (marne.get, marne.post):
        assert send(f"{FILES}seuils/").status_code == 404


def test_without_a_territory_the_file_says_what_comes_first(make_project, national_level):
    project = make_project(awaits="opening")
    page = text_of(national_level.get(f"{FILES}{project.pk}/"))
    assert "Le territoire n’est pas encore ouvert" in page
    assert national_level.get(f"{FILES}{project.pk}/conditions/").status_code == 200
