"""The colours of a letter: those of the territory that writes, always readable."""

from tenants.models import Territory
from tenants.palette import INK, PALETTES, WHITE, check, contrast, nearest, read_palette

READABLE = 4.5


def letter_colours(territory: Territory) -> dict[str, str]:
    """`brand` and `on_brand` for the band with its name, `link` and `text` on `card`, `page` around
    them. A palette that cannot be read is mended; one that is no palette is left aside."""
    try:
        palette = read_palette(territory.palette)
    except ValueError:
        palette = PALETTES["national"]
    if check(palette):
        palette = nearest(palette)
    light = palette.light
    return {
        "brand": light.brand,
        "on_brand": light.on_brand,
        "page": light.page,
        "card": WHITE,
        "text": INK,
        "link": light.brand if contrast(light.brand, WHITE) >= READABLE else INK,
    }
