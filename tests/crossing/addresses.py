"""Every address of the portal, from the resolver itself: a new one is crossed too."""

import re

from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

# What stands for a parameter when it is not the number of something.
NAMES = {
    "app_label": "offers",
    "app_name": "offers",
    "content_type_app_name": "offers",
    "model_name": "offerpage",
    "content_type_model_name": "offerpage",
    "action": "delete",
    "action_name": "approve",
    "filter_spec": "width-20",
    "mode": "0",
    "uidb64": "MQ",
    "theme": "housing",
    "number": "1",
    "place": "territory:reims",
    "file_format": "csv",
    "language": "fr",
    "choice": "months",
}
# The few that are regular expressions; another one must be given an example here.
EXPRESSIONS = {
    r"^(\d+)/revisions/compare/(live|earliest|\d+)\.\.\.(live|latest|\d+)/$": (
        "{pk}/revisions/compare/earliest...latest/"
    ),
    r"^(\d+)/(.*)$": "{pk}/liste.txt",
    r"^.*/$": "nothing-here/",
    r"^((?:[\w\-]+/)*)$": "housing/{offer_slug}/",
    "": "nothing",
}
# Wagtail's own rehearsal of a crash; and the way out, which would end the walk.
LEFT_OUT = {"/admin/failwhale/", "/admin/logout/"}


def every_address(values):
    """{path: URL name}; `values` gives `pk`, `key`, `token`, `path`, `slug`, `info`,
    `offer_slug`: what the parameters of the same name become."""
    found = dict(_walk(get_resolver().url_patterns, "/", values))
    # Bulk actions name their model and what they do.
    for model, actions in {
        "wagtailcore/page": ("publish", "unpublish", "move", "delete"),
        "offers/picture": ("delete", "add_to_collection", "add_tags"),
        "wagtaildocs/document": ("delete", "add_to_collection", "add_tags"),
        "accounts/user": ("delete", "set_active_state", "assign_role"),
    }.items():
        for action in actions:
            found[f"/admin/bulk/{model}/{action}/"] = "wagtail_bulk_action"
    return {path: name for path, name in found.items() if path not in LEFT_OUT}


def _walk(patterns, prefix, values):
    for pattern in patterns:
        path = prefix + _fill(pattern.pattern, values)
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, path, values)
        else:
            yield path, pattern.name
            if _in_two_languages(path):
                yield f"/en{path}", pattern.name


def _in_two_languages(path):
    return not path.startswith(("/admin/", "/documents/", "/media/", "/look/", "/api/", "/demo/"))


def _fill(pattern, values):
    if isinstance(pattern, LocalePrefixPattern):
        return ""
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:(\w+):)?(\w+)>", lambda found: _value(*found.groups(), values),
                      str(pattern))  # fmt: skip
    written = str(pattern)
    if written not in EXPRESSIONS and re.fullmatch(r"\^[\w/-]+", written):
        return written.removeprefix("^")
    return EXPRESSIONS[written].format(**values)


def _value(kind, name, values):
    if name == "slug" and kind == "slug":
        name = "info"
    if name in values:
        return str(values[name])
    return NAMES.get(name, str(values["pk"]))
