"""Every address of the admin, with a plausible value for each of its parameters."""

from django.urls import get_resolver
from django.urls.resolvers import RoutePattern

_SAMPLES = {
    "int": "{pk}",
    "str": "{pk}",
    "slug": "offers",
    "uuid": "0" * 8 + "-0000" * 3 + "-" + "0" * 12,
}
_NAMES = {
    "app_label": "wagtailcore",
    "model_name": "page",
    "app_name": "wagtailcore",
    "action": "publish",
}


def admin_urls(pk="1"):
    """{address: URL name}, from the resolver itself: a new screen is crossed without a new test."""
    admin = next(p for p in get_resolver().url_patterns if str(p.pattern) == "admin/")
    return {url.format(pk=pk): name for url, name in _walk(admin.url_patterns, "/admin/") if url}


def _walk(patterns, prefix):
    for pattern in patterns:
        url = prefix + _fill(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, url)
        else:
            yield url, pattern.name


def _fill(pattern):
    if not isinstance(pattern, RoutePattern):
        # Only the catch-all at the end of Wagtail's own is a regular expression.
        return ""
    route = str(pattern)
    for name, converter in pattern.converters.items():
        kind = next(
            k for k in (*_SAMPLES, "path") if f"<{k}:{name}>" in route or f"<{name}>" in route
        )
        value = _NAMES.get(name) or _SAMPLES.get(kind, "x")
        route = route.replace(f"<{kind}:{name}>", value).replace(f"<{name}>", value)
        del converter
    return route
