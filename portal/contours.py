"""The contours that a site's map shows: its communes; on the national site, the départements.

What was drawn is remembered by what it was drawn from: a territory that changes its zones has
another drawing at once.
"""

import hashlib
import json
from functools import lru_cache

from tenants.geography.contours import Drawing, draw_communes, draw_departements
from tenants.models import Territory

Communes = tuple[tuple[str, str], ...]  # (code, name) each; none: all départements


def communes_of(territory: Territory) -> Communes:
    if territory.is_national:
        return ()
    return tuple(territory.communes.order_by("pk").values_list("pk", "commune__name"))


@lru_cache(maxsize=64)
def compact(communes: Communes) -> str:
    return _draw(communes).compact()


@lru_cache(maxsize=16)
def geojson(communes: Communes) -> str:
    return json.dumps(_draw(communes).geojson(), ensure_ascii=False, separators=(",", ":"))


def tag(text: str) -> str:
    """An ETag."""
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'


def _draw(communes: Communes) -> Drawing:
    return draw_communes(communes) if communes else draw_departements()
