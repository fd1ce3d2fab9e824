"""Whatever changes a page changes its catalogue row in the same transaction, or changes nothing.

One test a path, twice: as it goes well, and with a handler that fails after the row was written.
"""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import pre_delete
from django.urls import reverse
from django.utils import timezone
from django_tenants.utils import tenant_context
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Locale, Page
from wagtail.signals import page_published, page_unpublished, post_page_move
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from contacts.models import Charter
from offers.models import OfferPage
from offers.tasks import unpublish_offers_of
from search.models import CatalogueOffer

SIGNALS = (page_published, page_unpublished, post_page_move, pre_delete)


class HandlerFailedError(Exception):
    pass


def _fail(sender, instance=None, **kwargs):
    # pre_delete speaks of many models; a draft's deletion has no row to write.
    if isinstance(instance, Page):
        raise HandlerFailedError


def live_state():
    """What visitors may see, and what the catalogue says of it."""
    pages = OfferPage.objects.live().order_by("pk").values_list("pk", "title", "path", "expired")
    rows = CatalogueOffer.objects.order_by("key")
    return list(pages), list(rows.values_list("key", "live", "theme", "seq", "card"))


@pytest.fixture
def world(lyon, make_offer, offer_form, sign_in, theme_page, django_capture_on_commit_callbacks):
    """What the paths below work with."""

    class World:
        territory = lyon
        make = staticmethod(make_offer)
        form = staticmethod(offer_form)
        theme = staticmethod(theme_page)
        client = sign_in("national", lyon)
        on_commit = staticmethod(lambda: django_capture_on_commit_callbacks(execute=True))

        def post(self, name, *args, data=None, **query):
            url = reverse(name, args=args, query=query or None)
            response = self.client.post(url, data or {})
            assert response.status_code == 302, response.content
            connection.set_tenant(lyon)

    return World()


def bulk(world, action, page, **data):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    response = world.client.post(f"{url}?id={page.pk}&next=/admin/", data)
    assert response.status_code == 302, response.content
    connection.set_tenant(world.territory)


def scheduled(world, **times):
    page = world.make(publish=False)
    for field, when in times.items():
        setattr(page, field, timezone.now() + when)
    page.save_revision().publish()
    return page


def go_live_passed(world):
    page = scheduled(world, go_live_at=timedelta(hours=1))
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    revision = page.get_latest_revision()
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    return page


def expiry_passed(world):
    page = world.make()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    return page


def submitted(world):
    page = world.make(publish=False)
    page.get_workflow().start(page, None)
    return page


def approve_in_code(world, page):
    page.refresh_from_db()
    page.current_workflow_task_state.approve()


def approve_in_view(world, page):
    state = page.current_workflow_task_state
    world.post("wagtailadmin_pages:workflow_action", page.pk, "approve", state.pk)


def translated(world):
    page = world.make()
    translate_object(page, [Locale.objects.get(language_code="en")])
    return page


def save_target(world, page):
    with world.on_commit():
        Translation.objects.get(source__object_id=page.translation_key).save_target(publish=True)


def publish_in_localize(world, page):
    target = page.get_translation(Locale.objects.get(language_code="en"))
    with world.on_commit():
        world.post("wagtailadmin_pages:edit", target.pk, data={"action": "publish"})


def delete_by_query(world, page):
    # Its own transaction, as without the test's around it.
    with transaction.atomic():
        OfferPage.objects.filter(pk=page.pk).delete()


def as_draft(world):
    return world.make(publish=False)


def as_live(world):
    return world.make()


def elsewhere(world):
    return world.theme("employment")


def in_theme(world, page):
    return page.get_parent()


# name: (how the page is before, what happens, {language: live row} after)
PATHS = {
    "publish in code": (as_draft, lambda w, p: p.get_latest_revision().publish(), {"fr": True}),
    "publish again in code": (
        as_live, lambda w, p: p.save_revision().publish(), {"fr": True}),
    "unpublish in code": (as_live, lambda w, p: p.unpublish(), {"fr": False}),
    "move in code": (as_live, lambda w, p: p.move(elsewhere(w), "last-child"), {"fr": True}),
    "create and publish in the editor": (
        lambda w: None,
        lambda w, p: w.post(
            "wagtailadmin_pages:add", "offers", "offerpage", w.theme().pk, data=w.form("publish")
        ),
        {"fr": True},
    ),
    "publish in the editor": (
        as_draft,
        lambda w, p: w.post("wagtailadmin_pages:edit", p.pk, data=w.form("publish")),
        {"fr": True},
    ),
    "publish again in the editor": (
        as_live,
        lambda w, p: w.post(
            "wagtailadmin_pages:edit", p.pk, data=w.form("publish", title="Un autre titre")
        ),
        {"fr": True},
    ),
    "unpublish in the editor": (
        as_live, lambda w, p: w.post("wagtailadmin_pages:unpublish", p.pk), {"fr": False}),
    "unpublish a theme and what is below it": (
        as_live,
        lambda w, p: w.post(
            "wagtailadmin_pages:unpublish", in_theme(w, p).pk, data={"include_descendants": "on"}
        ),
        {"fr": False},
    ),
    "move in the editor": (
        as_live,
        lambda w, p: w.post("wagtailadmin_pages:move_confirm", p.pk, elsewhere(w).pk),
        {"fr": True},
    ),
    "go live on schedule": (
        go_live_passed, lambda w, p: call_command("publish_scheduled"), {"fr": True}),
    "expire on schedule": (
        expiry_passed, lambda w, p: call_command("publish_scheduled"), {"fr": False}),
    "approve in code": (submitted, approve_in_code, {"fr": True}),
    "approve in the editor": (submitted, approve_in_view, {"fr": True}),
    "publish in bulk": (as_draft, lambda w, p: bulk(w, "publish", p), {"fr": True}),
    "unpublish in bulk": (as_live, lambda w, p: bulk(w, "unpublish", p), {"fr": False}),
    "move in bulk": (
        as_live, lambda w, p: bulk(w, "move", p, chooser=elsewhere(w).pk), {"fr": True}),
    "delete in bulk": (as_live, lambda w, p: bulk(w, "delete", p), {"fr": False}),
    "delete in code": (as_live, lambda w, p: p.delete(), {"fr": False}),
    "delete the base page": (
        as_live, lambda w, p: Page.objects.get(pk=p.pk).delete(), {"fr": False}),
    "delete by a query": (as_live, delete_by_query, {"fr": False}),
    "delete in the editor": (
        as_live, lambda w, p: w.post("wagtailadmin_pages:delete", p.pk), {"fr": False}),
    "delete a whole theme": (
        as_live, lambda w, p: in_theme(w, p).specific.delete(), {"fr": False}),
    "copy a live page": (
        as_live,
        lambda w, p: p.copy(update_attrs={"slug": "copie"}, keep_live=True),
        {"fr": True},
    ),
    "publish a translation in code": (translated, save_target, {"fr": True, "en": True}),
    "publish a translation in its editor": (
        translated, publish_in_localize, {"fr": True, "en": True}),
}  # fmt: skip


@pytest.fixture(params=PATHS, ids=PATHS)
def path(request):
    return PATHS[request.param]


def test_a_path_leaves_a_live_row_for_each_live_offer_and_no_other(world, path):
    prepare, act, expected = path
    page = prepare(world)
    act(world, page)
    rows = CatalogueOffer.objects.filter(territory=world.territory)
    assert {row.language: row.live for row in rows} == expected
    live_pages = OfferPage.objects.live().values_list("pk", flat=True)
    assert sorted(rows.live().values_list("page_id", flat=True)) == sorted(live_pages)
    for row in rows.live():
        offer = OfferPage.objects.get(pk=row.page_id)
        assert row.card["title"] == offer.title
        assert row.theme == offer.theme_page.theme_key


def test_a_failing_handler_leaves_the_page_and_its_row_as_they_were(world, path):
    prepare, act, _expected = path
    page = prepare(world)
    before = live_state()
    for signal in SIGNALS:
        signal.connect(_fail)
    try:
        with pytest.raises(HandlerFailedError):
            act(world, page)
    finally:
        for signal in SIGNALS:
            signal.disconnect(_fail)
        connection.set_tenant(world.territory)
    assert live_state() == before


def test_an_alias_has_no_row_of_its_own_even_when_its_source_is_published_again(world):
    page = world.make()
    page.create_alias(parent=world.theme("employment"))
    page.save_revision().publish()
    assert list(CatalogueOffer.objects.values_list("page_id", "live")) == [(page.pk, True)]


def test_an_alias_made_into_a_page_gets_its_row(world):
    page = world.make()
    alias = page.create_alias(parent=world.theme("employment"))
    ConvertAliasPageAction(alias).execute()
    row = CatalogueOffer.objects.get(page_id=alias.pk)
    assert (row.live, row.theme) == (True, "employment")


def test_an_offer_moved_to_another_theme_keeps_only_the_criteria_that_theme_knows(world):
    page = world.make(
        subtheme="emergency", criteria={"housing_duration": ["tonight"], "age": {"min": 18}}
    )
    page.move(world.theme("employment"), "last-child")
    row = CatalogueOffer.objects.get(page_id=page.pk)
    assert (row.theme, row.subtheme, row.criteria) == ("employment", "", {"age": {"min": 18}})


def test_unpublishing_a_theme_alone_leaves_its_offers_findable(world):
    page = world.make()
    page.get_parent().specific.unpublish()
    assert CatalogueOffer.objects.get(page_id=page.pk).live


def test_moving_a_page_that_is_no_offer_writes_nothing(world, theme_page):
    home = theme_page().get_parent()
    theme_page().move(home, "last-child")
    assert not CatalogueOffer.objects.exists()


def test_the_offers_of_who_closes_are_unpublished_in_each_territory(
    lyon, reims, make_offer, organisation_of
):
    roofs = organisation_of(lyon)
    Charter.objects.create(organisation=roofs, territory=reims, signed_on=date(2026, 1, 5))
    stays = organisation_of(reims)
    pages = []
    for territory, organisation in ((lyon, roofs), (reims, roofs), (reims, stays)):
        with tenant_context(territory):
            pages.append((territory, make_offer(organisation=organisation)))
    unpublish_offers_of.call_local(roofs.pk)
    live = []
    for territory, page in pages:
        with tenant_context(territory):
            page.refresh_from_db()
            rows = CatalogueOffer.objects.live().filter(territory=territory, page_id=page.pk)
            live.append((page.live, rows.exists()))
    assert live == [(False, False), (False, False), (True, True)]
