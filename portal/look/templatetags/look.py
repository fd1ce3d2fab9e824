"""Tags and filters of the pages: pictograms, the sun, dates and distances in words."""

from functools import cache

from django import template
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import translate_url
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info

from contacts.wording import long_date
from tenants.geography.naming import in_commune

register = template.Library()
register.filter("day_in_words", long_date)
register.filter("in_commune", in_commune)

NO_BREAK = "\u00a0"
BETWEEN_RAYS = 32


@register.simple_tag
def pictogram(name):
    """The pictogram of a theme, or the compass for one that has none yet."""
    return format_html(
        '<svg class="picto" viewBox="0 0 48 48" aria-hidden="true">{}</svg>', _drawing(name)
    )


@cache
def _drawing(name):
    try:
        drawing = get_template(f"look/pictograms/{name}.svg")
    except TemplateDoesNotExist:
        drawing = get_template("look/pictograms/other.svg")
    return mark_safe(drawing.render().strip())  # noqa: S308 - our own file


@register.inclusion_tag("look/_sun.html")
def sun(labels, current):
    """Half a compass: at most five labels, the needle on the one at the index `current`."""
    first = -BETWEEN_RAYS * (len(labels) - 1) / 2
    angles = [f"{first + BETWEEN_RAYS * number:g}" for number in range(len(labels))]
    rays = [{"label": label, "angle": angle} for label, angle in zip(labels, angles, strict=True)]
    return {"rays": rays, "needle": angles[min(current, len(angles) - 1)] if angles else 0}


@register.inclusion_tag("look/_scale.html")
def ruler(number, total):
    """How far: a scale with a needle. The words beside it say the same."""
    marks = [8 + 15.2 * mark for mark in range(21)]
    return {
        "marks": [(f"{x:.0f}", 8 if at % 4 == 0 else 4) for at, x in enumerate(marks)],
        "at": f"{8 + 304 * number / (total + 1):.0f}",
    }


@register.filter
def grouped(number):
    """1056 → “1 056”."""
    return formats.number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def distance_in_words(kilometres):
    """0.8 → “800 m”, 1.24 → “1,2 km”, 23.4 → “23 km”."""
    if kilometres < 1:
        return f"{max(round(kilometres * 10) * 100, 100)}{NO_BREAK}m"
    digits = 1 if kilometres < 10 else 0
    return f"{formats.number_format(round(kilometres, digits), digits)}{NO_BREAK}km"


@register.filter
def telephone_link(number):
    return "tel:" + "".join(one for one in str(number) if one.isdigit() or one == "+")


@register.filter
def in_own_language(code):
    return get_language_info(code)["name_local"].capitalize()


@register.simple_tag(takes_context=True)
def same_page(context, code):
    """Address of the page shown, in another language; answers and search stay in it."""
    request = context.get("request")
    return translate_url(request.get_full_path(), code) if request else "/"


@register.filter
def typed(number):
    """A phone number that does not break at the end of a line."""
    return str(number).replace(" ", NO_BREAK)
