"""The matrix role × domain, written in the groups of a territory.

          pages                      files          translations   team     searches   promises
editor    add, change, submit        add, choose    submit         –        read       –
animator  + publish, lock, unlock    + change       submit         manage   + answer   watch
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from tenants.roles import Role

PAGES = {
    Role.EDITOR: ("add_page", "change_page"),
    Role.ANIMATOR: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
FILES = {
    Role.EDITOR: ("add", "choose"),
    Role.ANIMATOR: ("add", "choose", "change"),
}
ADMIN = {
    Role.EDITOR: (
        ("wagtailadmin", "access_admin"),
        ("wagtail_localize", "submit_translation"),
        ("offers", "read_searches"),
    ),
    Role.ANIMATOR: (
        ("wagtailadmin", "access_admin"),
        ("wagtail_localize", "submit_translation"),
        ("offers", "manage_team"),
        ("offers", "read_searches"),
        ("offers", "answer_searches"),
        ("offers", "watch_commitments"),
    ),
}
# Wagtail asks for the rights of its own image model, whichever model holds the pictures.
FILE_MODELS = (("wagtailimages", "image"), ("wagtaildocs", "document"))


def set_permissions(*, homes) -> None:
    """Give the roles what they may do in the territory whose schema is active, and nothing else."""
    library = Collection.get_first_root_node()
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set([_permission(app, codename) for app, codename in ADMIN[role]])
        GroupPagePermission.objects.filter(group=group).delete()
        GroupCollectionPermission.objects.filter(group=group).delete()
        for home in homes:
            for codename in PAGES[role]:
                GroupPagePermission.objects.create(
                    group=group, page=home, permission=_permission("wagtailcore", codename, "page")
                )
        for app, model in FILE_MODELS:
            for verb in FILES[role]:
                GroupCollectionPermission.objects.create(
                    group=group,
                    collection=library,
                    permission=_permission(app, f"{verb}_{model}", model),
                )


def _permission(app, codename, model=None):
    found = Permission.objects.filter(content_type__app_label=app, codename=codename)
    if model:
        found = found.filter(content_type=ContentType.objects.get_by_natural_key(app, model))
    return found.get()
