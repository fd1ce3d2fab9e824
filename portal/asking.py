"""The themes as the site asks them, for its pages and for the API."""

from django.core.cache import cache
from django.utils.translation import get_language

from tenants.models import Territory
from themes.models import Theme

# What a national admin changes is asked everywhere this many seconds later.
REMEMBERED_SECONDS = 5


def theme_asked(key: str, territory: Territory) -> Theme | None:
    """The theme of this key on this territory's site, with its questions in the active language.

    No query while it is remembered: a theme is read on each page of a journey.
    """
    name = f"theme:{territory.pk}:{get_language()}:{key}"
    theme = cache.get(name) if key.isidentifier() else None
    if theme is None:
        theme = Theme.objects.current(territory).filter(key=key).first()
        if theme is not None:
            theme.questionnaire()
            cache.set(name, theme, REMEMBERED_SECONDS)
    return theme
