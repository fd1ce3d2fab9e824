"""An answer goes from the country's questionnaire: the offers of each territory change with it."""

import pytest
from django.utils import timezone
from django_tenants.utils import schema_context, tenant_context
from wagtail.models import PageLogEntry

from offers.answers import LOG_ACTION, change_waiting_territories
from offers.models import OfferPage
from search.models import CatalogueOffer
from tenants.models import Territory
from tests.themes.test_publishing import PETS, approve_all, publish, save
from themes.adaptations import Adaptation
from themes.models import (
    AnswerChange,
    ModelQuestion,
    QuestionnaireVersion,
    TerritoryAnswerChange,
    Theme,
)
from themes.own import publish_adaptation

CRITERIA = {"housing_duration": ["year", "months"], "age": {"min": 16}}


@pytest.fixture
def change(public):
    """`change({"housing_duration": {"year": []}})`: what a publication does."""

    def make(replaced):
        with schema_context("public"):
            for row in ModelQuestion.objects.filter(key__in=replaced):
                kept = row.definition["choices"]
                kept = [one for one in kept if one["key"] not in replaced[row.key]]
                row.definition["choices"] = kept
                row.save()
            now = timezone.now()
            version = QuestionnaireVersion.objects.create(
                theme=Theme.objects.get(key="housing"),
                saved_at=now,
                saved_by="national@example.invalid",
                published_at=now,
                published_by="national@example.invalid",
            )
            made = AnswerChange.objects.create(version=version, replaced=replaced)
            for territory in Territory.objects.exclude(status=Territory.Status.SPARE):
                TerritoryAnswerChange.objects.create(change=made, territory=territory)
        return made

    return make


def criteria_of(page):
    """(live page, draft, row of the catalogue or None)."""
    page = OfferPage.objects.get(pk=page.pk)
    row = CatalogueOffer.objects.live().filter(key=page.catalogue_key).first()
    draft = page.get_latest_revision_as_object()
    return page.criteria, draft.criteria, row and row.criteria


def test_live_pages_drafts_and_the_catalogue_change_together(change, make_offer, lyon, reims):
    with tenant_context(reims):
        elsewhere = make_offer(criteria={"housing_duration": ["year"]})
    with tenant_context(lyon):
        both = make_offer(criteria=CRITERIA)
        draft = make_offer(publish=False, criteria={"housing_duration": ["year"]})
        untouched = make_offer(criteria={"housing_duration": ["tonight"]})
        later = make_offer(criteria={})
        later.criteria = {"housing_duration": ["year"]}
        later.save_revision()
        gone = make_offer(criteria=CRITERIA)
        CatalogueOffer.objects.filter(key=gone.catalogue_key).update(live=False)
    made = change({"housing_duration": {"year": ["longer"]}})
    change_waiting_territories()
    with tenant_context(lyon):
        now = {"housing_duration": ["longer", "months"], "age": {"min": 16}}
        live, drafted, row = criteria_of(both)
        assert live == drafted == now
        assert row == {"housing_duration": ["longer", "months"], "age": {"min": 16}}
        assert criteria_of(draft)[1:] == ({"housing_duration": ["longer"]}, None)
        assert criteria_of(untouched)[2] == {"housing_duration": ["tonight"]}
        assert criteria_of(later)[:2] == ({}, {"housing_duration": ["longer"]})
        assert criteria_of(gone)[2] is None
        told = PageLogEntry.objects.get(action=LOG_ACTION, page=both.pk)
        assert told.data["by"] == "national@example.invalid"
        assert PageLogEntry.objects.filter(action=LOG_ACTION).count() == 4
    with tenant_context(reims):
        assert criteria_of(elsewhere)[0] == {"housing_duration": ["longer"]}
    assert not TerritoryAnswerChange.objects.waiting().exists()
    report = made.territories.get(territory=lyon).offers
    assert [one["page"] for one in report] == [both.pk, draft.pk, later.pk, gone.pk]
    assert report[0]["was"] == CRITERIA
    assert [one["live"] for one in report] == [True, False, True, True]


def test_an_answer_that_nothing_replaces_opens_the_offer_to_everyone(change, make_offer, lyon):
    with tenant_context(lyon):
        offer = make_offer(criteria={"housing_duration": ["year"]})
    change({"housing_duration": {"year": []}})
    change_waiting_territories()
    with tenant_context(lyon):
        assert criteria_of(offer) == ({}, {}, {})
        assert CatalogueOffer.objects.get(key=offer.catalogue_key).constrained == []


def test_who_is_killed_half_way_leaves_a_territory_whole_and_the_next_takes_it_up(
    change, make_offer, lyon, reims
):
    with tenant_context(reims):
        elsewhere = make_offer(criteria={"housing_duration": ["year"]})
    with tenant_context(lyon):
        offers = [make_offer(criteria={"housing_duration": ["year"]}) for _number in range(2)]
        OfferPage.objects.filter(pk=offers[1].pk).update(criteria="broken")
    change({"housing_duration": {"year": ["months"]}})
    change_waiting_territories()
    with tenant_context(lyon):
        assert criteria_of(offers[0])[0] == {"housing_duration": ["year"]}
        OfferPage.objects.filter(pk=offers[1].pk).update(criteria={"housing_duration": ["year"]})
    waiting = TerritoryAnswerChange.objects.waiting().get()
    assert (waiting.territory, bool(waiting.problem)) == (lyon, True)
    with tenant_context(reims):
        assert criteria_of(elsewhere)[0] == {"housing_duration": ["months"]}
    change_waiting_territories()
    with tenant_context(lyon):
        for offer in offers:
            assert criteria_of(offer)[2] == {"housing_duration": ["months"]}
    waiting.refresh_from_db()
    assert (bool(waiting.done_at), waiting.problem, len(waiting.offers)) == (True, "", 2)


def test_changes_of_a_territory_happen_in_the_order_of_the_publications(change, make_offer, lyon):
    with tenant_context(lyon):
        offer = make_offer(criteria={"housing_duration": ["year"]})
    change({"housing_duration": {"year": ["months"]}})
    change({"housing_duration": {"months": ["tonight"]}})
    change_waiting_territories()
    with tenant_context(lyon):
        assert criteria_of(offer)[2] == {"housing_duration": ["tonight"]}


def test_what_an_offer_asks_for_counts_once_its_question_is_asked(make_offer, lyon, public):
    """An offer may have been written for it elsewhere: in a theme that was merged."""
    housing = Theme.objects.get(key="housing")
    with tenant_context(lyon):
        offer = make_offer()
        OfferPage.objects.filter(pk=offer.pk).update(criteria={PETS["key"]: ["yes"]})
        withdrawn = make_offer()
        OfferPage.objects.filter(pk=withdrawn.pk).update(criteria={PETS["key"]: ["yes"]})
        CatalogueOffer.objects.filter(key=withdrawn.catalogue_key).update(live=False)
    with schema_context("public"):
        save(housing, PETS)
        approve_all(housing)
        published = publish(housing)
    assert published.change.replaced == {}
    change_waiting_territories()
    with tenant_context(lyon):
        assert criteria_of(offer)[2] == {PETS["key"]: ["yes"]}
        assert criteria_of(withdrawn)[2] is None
    assert published.change.territories.get(territory=lyon).offers == []


def test_where_the_answer_is_still_asked_offers_accept_both(change, make_offer, lyon):
    """A territory that adapted its questionnaire accepts national changes when it wants."""
    housing = Theme.objects.get(key="housing")
    before = Adaptation(base=tuple(housing.model_questions))
    publish_adaptation(theme=housing, territory=lyon, adaptation=before)
    with tenant_context(lyon):
        offer = make_offer(criteria={"housing_duration": ["year"]})
    change({"housing_duration": {"year": ["months"]}})
    change_waiting_territories()
    with tenant_context(lyon):
        assert criteria_of(offer)[2] == {"housing_duration": ["months", "year"]}
