"""The rights of a territory's roles (`tenants.rights`), in the words that Wagtail asks for."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

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


def set_permissions(*, homes) -> None:
    """Give the roles what they may do in the territory whose schema is active, and nothing else."""
    library = Collection.get_first_root_node()
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        allowed = {name for (domain, action), name in ADMIN.items() if _may(role, domain, action)}
        group.permissions.set([_permission(*name.split(".")) for name in sorted(allowed)])
        GroupPagePermission.objects.filter(group=group).delete()
        GroupCollectionPermission.objects.filter(group=group).delete()
        for home in homes:
            for codename in _codenames(role, Domain.PAGES, PAGES):
                GroupPagePermission.objects.create(
                    group=group, page=home, permission=_permission("wagtailcore", codename, "page")
                )
        for app, model in FILE_MODELS:
            for verb in _codenames(role, Domain.FILES, FILES):
                GroupCollectionPermission.objects.create(
                    group=group,
                    collection=library,
                    permission=_permission(app, f"{verb}_{model}", model),
                )


def _may(role, domain, action):
    return MATRIX[domain].get(Who(role.value), 0) >= action


def _codenames(role, domain, names):
    return [one for action in names if _may(role, domain, action) for one in names[action]]


def _permission(app, codename, model=None):
    found = Permission.objects.filter(content_type__app_label=app, codename=codename)
    if model:
        found = found.filter(content_type=ContentType.objects.get_by_natural_key(app, model))
    return found.get()
