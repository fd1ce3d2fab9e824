"""Writing offers and filling a territory: what the editor's screens do, for everything else."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext, override
from wagtail.models import (
    GroupApprovalTask,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from offers.models import HomePage, OfferHours, OfferPage, OfferPlace, ThemePage
from offers.permissions import set_permissions
from offers.validation import check_offer
from tenants.models import Territory
from tenants.roles import Role
from themes.models import Theme


@transaction.atomic
def create_offer(*, theme_page: ThemePage, publish: bool = False, **fields: Any) -> OfferPage:
    """A new offer below this theme, checked as the editor's form checks it.

    `fields` are OfferPage's; `body` is a list of (block type, value), `steps` a list of lines or a
    text, `places` and `hours` lists of their fields. Raises ValidationError by field.
    """
    wanted = fields.get("slug") or slugify(fields.get("title", ""))[:200]
    slug = free_slug(parent=theme_page, wanted=wanted)
    page = OfferPage(locale=theme_page.locale, live=False, slug=slug)
    _fill(page, fields)
    _check(page, theme_page)
    theme_page.add_child(instance=page)
    return _keep(page, publish)


@transaction.atomic
def update_offer(*, page: OfferPage, publish: bool = False, **fields: Any) -> OfferPage:
    """Change these fields of an offer, as create_offer sets them; the others stay."""
    page = page.get_latest_revision_as_object()
    _fill(page, fields)
    _check(page, page.theme_page)
    return _keep(page, publish)


def _fill(page: OfferPage, fields: Mapping[str, Any]) -> None:
    children = {"places": OfferPlace, "hours": OfferHours}
    for name, value in fields.items():
        if name in children:
            value = [children[name](**entry) for entry in value]
        elif name == "steps" and not isinstance(value, str):
            value = "\n".join(value)
        elif name == "body":
            value = [{"type": kind, "value": content} for kind, content in value]
        setattr(page, name, value)


def _check(page: OfferPage, theme_page: ThemePage) -> None:
    # The place in the tree is given by `add_child`, after the checks.
    page.full_clean(exclude=["path", "depth"])
    page.body.stream_block.clean(page.body)
    for child in (*page.places.all(), *page.hours.all()):
        child.full_clean(exclude=["page"])
    check_offer(page=page, theme_page=theme_page)


def _keep(page: OfferPage, publish: bool) -> OfferPage:
    revision = page.save_revision()
    if publish:
        revision.publish()
        page.refresh_from_db()
    return page


def free_slug(*, parent: Page, wanted: str) -> str:
    """These words, or these words and a number, which no page below this one has."""
    taken = set(parent.get_children().values_list("slug", flat=True))
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


@transaction.atomic
def fill_territory(territory: Territory, host: str, themes: Iterable[Theme] | None = None) -> None:
    """What a new territory starts with, in its schema: site, home, themes, groups, workflow.

    `themes` defaults to the national ones. Wagtail's own welcome page, groups and workflow go.
    """
    french, _created = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    english, _created = Locale.objects.get_or_create(language_code="en")
    welcome = list(Page.objects.filter(depth=2))
    home = _add_home(territory, french)
    set_site(host=host, home=home)
    for page in welcome:
        page.delete()
    for theme in Theme.objects.current() if themes is None else themes:
        open_theme(home=home, theme=theme)
    homes = [home, *home.get_translations().filter(locale=english)]
    Group.objects.exclude(name__in=Role.values).delete()
    set_permissions(homes=homes)
    _set_workflow()


def _add_home(territory: Territory, locale: Locale) -> HomePage:
    root = Page.get_first_root_node()
    title, slug = territory.name or territory.slug, f"{territory.slug}-home"
    home = HomePage(title=title, slug=slug, locale=locale)
    _add_published(root, home)
    for other in Locale.objects.exclude(pk=locale.pk):
        same = {"title": title, "translation_key": home.translation_key}
        slug = f"{home.slug}-{other.language_code}"
        _add_published(root, HomePage(slug=slug, locale=other, **same))
    return home


def set_site(*, host: str, home: HomePage | None = None) -> None:
    """One site a territory, on its primary host name: previews and links are built from it."""
    port = settings.PORTAL_PORT or (443 if settings.PORTAL_SCHEME == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port = host, int(port)
    site.site_name = settings.WAGTAIL_SITE_NAME
    if home is not None:
        site.root_page = home
    # `save`, not `update`: saving forgets the cached roots.
    site.save()


@transaction.atomic
def open_theme(*, home: HomePage, theme: Theme) -> ThemePage:
    """Give this theme its page below the home, in each language of the territory."""
    with override(home.locale.language_code):
        slug = slugify(theme.localized_name)
    page = _add_theme(home, theme, slug=slug)
    for translation in home.get_translations():
        _translate_theme(page, theme, translation)
    return page


@transaction.atomic
def bring_theme(*, theme: Theme) -> None:
    """Propose this theme: the pages that it had here before are published again, if there are some.
    Raises ValidationError when one of them asks words that nobody has approved."""
    pages = list(ThemePage.objects.filter(theme_key=theme.key))
    for page in pages:
        page.get_latest_revision().publish()
    if not pages:
        home = HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
        open_theme(home=home, theme=theme)


@transaction.atomic
def theme_page_of(*, theme: Theme, locale: Locale) -> ThemePage:
    """The page of this theme in this language, opened if it is not there."""
    pages = ThemePage.objects.filter(theme_key=theme.key)
    if page := pages.filter(locale=locale).first():
        return page
    if other := pages.first():
        return _translate_theme(other, theme, HomePage.objects.get(locale=locale))
    open_theme(home=HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE), theme=theme)
    return pages.get(locale=locale)


def _translate_theme(page: ThemePage, theme: Theme, home: HomePage) -> ThemePage:
    same = {name: getattr(page, name) for name in ("translation_key", "slug", "adaptation")}
    return _add_theme(home, theme, **same)


def _add_theme(home: HomePage, theme: Theme, **fields: Any) -> ThemePage:
    with override(home.locale.language_code):
        title = theme.localized_name
    page = ThemePage(title=title, theme_key=theme.key, locale=home.locale, **fields)
    _add_published(Page.objects.get(pk=home.pk), page)
    return page


def _add_published(parent: Page, page: Page) -> None:
    # It is checked once, by publishing.
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(clean=False).publish()


def _set_workflow() -> None:
    Workflow.objects.all().delete()
    Task.objects.all().delete()
    with override(settings.LANGUAGE_CODE):
        name = gettext("Review by an animator")
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.set(Group.objects.filter(name=Role.ANIMATOR))
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=Page.get_first_root_node())
