"""The colours of a territory: six tokens, twice (light and dark), checked for contrast.

Ratios are those of WCAG 2: (lighter + 0.05) / (darker + 0.05) on relative luminance.
"""

import colorsys
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

COLOUR = re.compile(r"#[0-9a-f]{6}")
WHITE, INK = "#ffffff", "#1d1f24"
STEPS = 60
MODES = {"light": gettext_lazy("Light"), "dark": gettext_lazy("Dark")}
NAMES = {
    "brand": gettext_lazy("brand"),
    "on_brand": gettext_lazy("text on the brand"),
    "panel": gettext_lazy("coloured panel"),
    "page": gettext_lazy("page"),
    "tint": gettext_lazy("tint"),
    "spark": gettext_lazy("spark"),
    WHITE: gettext_lazy("white text"),
    INK: gettext_lazy("black text"),
}


@dataclass(frozen=True)
class Tokens:
    """Colours as `#rrggbb`. `spark` is for the needle, the sun and large dates, never for text."""

    brand: str
    on_brand: str
    panel: str
    page: str
    tint: str
    spark: str


@dataclass(frozen=True)
class Palette:
    light: Tokens
    dark: Tokens

    def as_dict(self) -> dict[str, dict[str, str]]:
        return asdict(self)


@dataclass(frozen=True)
class Pair:
    """Two tokens (or fixed colours) that meet, and the ratio they need."""

    front: str
    back: str
    ratio: float

    @property
    def ends(self) -> tuple[str, str]:
        return self.front, self.back


PAIRS = (
    Pair("brand", "page", 7),
    Pair("on_brand", "brand", 7),
    Pair(WHITE, "panel", 7),
    Pair("spark", "panel", 3.5),
    Pair(INK, "spark", 6.5),
    Pair("brand", "tint", 4.5),
)

PALETTES = {
    "national": Palette(
        Tokens("#0b524c", "#ffffff", "#0b524c", "#f6f7f2", "#dcece4", "#ff8552"),
        Tokens("#7fd6c2", "#06231f", "#0a3833", "#111615", "#1d3833", "#ff8f61"),
    ),
    "reims": Palette(
        Tokens("#8f1d4a", "#ffffff", "#8f1d4a", "#fdf6f3", "#f9e2e5", "#f6bd4a"),
        Tokens("#ffa3be", "#3a0519", "#4d112b", "#171214", "#41202c", "#f6bd4a"),
    ),
    "lyon": Palette(
        Tokens("#0c4a75", "#ffffff", "#0c4a75", "#f4f7f9", "#dbe9f3", "#ff9270"),
        Tokens("#8cc8f2", "#04223a", "#0b3554", "#11161a", "#1a3448", "#ff9a7a"),
    ),
    "lot": Palette(
        Tokens("#74400f", "#ffffff", "#74400f", "#fbf7ee", "#f5e5c6", "#ffb81c"),
        Tokens("#f5be6b", "#2b1700", "#4a2a08", "#161310", "#3d2d15", "#ffb81c"),
    ),
}


def read_palette(data: Mapping) -> Palette:
    """From Territory.palette; an empty one is the national palette. Raises ValueError in words."""
    if not data:
        return PALETTES["national"]
    try:
        palette = Palette(Tokens(**data["light"]), Tokens(**data["dark"]))
    except (KeyError, TypeError) as error:
        raise ValueError(_("A palette has six colours, twice: light and dark.")) from error
    for tokens in (palette.light, palette.dark):
        for colour in asdict(tokens).values():
            if not isinstance(colour, str) or not COLOUR.fullmatch(colour):
                raise ValueError(
                    _("“%(colour)s” is not a colour such as #0b524c.") % {"colour": colour}
                )
    return palette


def luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def check(palette: Palette) -> list[str]:
    """Sentences: the pairs that cannot be read, with their ratio and the one they need."""
    sentences = []
    for mode, tokens in (("light", palette.light), ("dark", palette.dark)):
        for pair in PAIRS:
            ratio = _ratio(tokens, pair)
            if ratio < pair.ratio:
                sentences.append(
                    _("%(mode)s · “%(front)s” on “%(back)s”: %(ratio)s, it needs %(needed)s.")
                    % {
                        "front": NAMES[pair.front],
                        "back": NAMES[pair.back],
                        "mode": MODES[mode],
                        # Never rounded up to what it needs.
                        "ratio": number_format(int(ratio * 10) / 10, 1),
                        "needed": number_format(pair.ratio, 1),
                    }
                )
    return sentences


def nearest(palette: Palette) -> Palette:
    """The palette that passes: each failing token made lighter or darker as little as needed."""
    return Palette(_mended(palette.light), _mended(palette.dark))


def stylesheet(palette: Palette, selector: str = ":root") -> str:
    """The tokens as custom properties, for both colour schemes."""
    light, dark = (f"{selector}{{{_properties(one)}}}" for one in (palette.light, palette.dark))
    return f"{light}\n@media screen and (prefers-color-scheme:dark){{{dark}}}\n"


def _properties(tokens: Tokens) -> str:
    return ";".join(
        f"--{field.name.replace('_', '-')}:{getattr(tokens, field.name)}"
        for field in fields(tokens)
    )


def _ratio(tokens: Tokens, pair: Pair) -> float:
    colours = [getattr(tokens, one, one) for one in pair.ends]
    return contrast(*colours)


def _mended(tokens: Tokens) -> Tokens:
    # Each against what is settled before it, so that one token never runs after another.
    settled = {"page", WHITE, INK}
    for name in ("brand", "tint", "on_brand", "panel", "spark"):
        settled.add(name)
        pairs = [pair for pair in PAIRS if name in pair.ends and settled.issuperset(pair.ends)]
        for _distance, colour in sorted(_shades(getattr(tokens, name)), key=lambda one: one[0]):
            tried = replace(tokens, **{name: colour})
            if all(_ratio(tried, pair) >= pair.ratio for pair in pairs):
                tokens = tried
                break
    return tokens


def _shades(colour: str) -> Iterator[tuple[float, str]]:
    """[(distance, colour)]: the same hue, from black to white."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    yield 0, colour
    for step in range(STEPS + 1):
        wanted = step / STEPS
        parts = colorsys.hls_to_rgb(hue, wanted, saturation)
        yield abs(wanted - light), "#" + "".join(f"{round(part * 255):02x}" for part in parts)
