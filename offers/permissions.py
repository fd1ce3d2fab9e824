"""The rights of a territory's roles (`tenants.rights`), in the words that Wagtail asks for."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from tenants.rights import MATRIX, Action, Domain, Who
from tenants.roles import Role

READ, WRITE, DECIDE = Action.READ, Action.WRITE, Action.DECIDE

PAGES = {
    WRITE: ("add_page", "change_page"),
    DECIDE: ("publish_page", "lock_page", "unlock_page"),
}
FILES = {
    WRITE: ("add", "choose"),
    DECIDE: ("change",),
}
ADMIN = {
    (Domain.PAGES, READ): "wagtailadmin.access_admin",
    (Domain.NATIONWIDE, WRITE): "offers.watch_commitments",
    (Domain.TRANSLATIONS, WRITE): "wagtail_localize.submit_translation",
    (Domain.TEAM, WRITE): "offers.manage_team",
    (Domain.RELAYS, WRITE): "offers.manage_team",
    (Domain.SEARCHES, READ): "offers.read_searches",
    (Domain.SEARCHES, WRITE): "offers.answer_searches",
    (Domain.PROMISES, WRITE): "offers.watch_commitments",
    (Domain.ORGANISATIONS, WRITE): "offers.watch_commitments",
}
# Wagtail asks for the rights of its own image model, whichever model holds the pictures.
FILE_MODELS = (("wagtailimages", "image"), ("wagtaildocs", "document"))


def permission(domain: Domain, action: Action) -> str:
    """What a view, a menu or a template asks for: `user.has_perm(permission(…))`."""
    return ADMIN[domain, action]


def set_permissions(*, homes: Iterable[Page]) -> None:
    """Give the roles what they may do in the territory whose schema is active, and nothing else."""
    library = Collection.get_first_root_node()
    known = _permissions()
    on_pages, on_files = [], []
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set(
            [known[name] for (domain, action), name in ADMIN.items() if _may(role, domain, action)]
        )
        on_pages += [
            GroupPagePermission(group=group, page=home, permission=known[f"wagtailcore.{codename}"])
            for home in homes
            for codename in _codenames(role, Domain.PAGES, PAGES)
        ]
        on_files += [
            GroupCollectionPermission(
                group=group, collection=library, permission=known[f"{app}.{verb}_{model}"]
            )
            for app, model in FILE_MODELS
            for verb in _codenames(role, Domain.FILES, FILES)
        ]
    GroupPagePermission.objects.filter(group__name__in=Role.values).delete()
    GroupPagePermission.objects.bulk_create(on_pages)
    GroupCollectionPermission.objects.filter(group__name__in=Role.values).delete()
    GroupCollectionPermission.objects.bulk_create(on_files)


def _may(role, domain, action):
    return MATRIX[domain].get(Who(role.value), 0) >= action


def _codenames(role, domain, names):
    return [one for action in names if _may(role, domain, action) for one in names[action]]


def _permissions() -> dict[str, Permission]:
    """By the name that `has_perm` takes; Django names none twice in an app, whatever the model."""
    known = Permission.objects.select_related("content_type")
    return {f"{one.content_type.app_label}.{one.codename}": one for one in known}
