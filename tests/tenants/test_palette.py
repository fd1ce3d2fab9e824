"""A territory's colours: readable, or refused with the pair that is not."""

from dataclasses import replace

import pytest

from tenants.palette import (
    PALETTES,
    check,
    contrast,
    nearest,
    read_palette,
    stylesheet,
)

REIMS = PALETTES["reims"]


@pytest.mark.parametrize("slug", PALETTES)
def test_the_palettes_we_ship_are_readable(slug):
    assert check(PALETTES[slug]) == []


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_a_pale_brand_is_refused_and_the_pair_is_named():
    pale = replace(REIMS, light=replace(REIMS.light, brand="#d98aa8"))
    sentences = check(pale)
    assert len(sentences) == 3  # on the page, under its own label, on the tint
    assert "Clair · « couleur principale » sur « page »" in sentences[0].replace("\xa0", " ")
    assert all("7" in sentence or "4,5" in sentence or "4.5" in sentence for sentence in sentences)


def test_the_nearest_palette_passes_and_keeps_what_passed():
    pale = replace(REIMS, light=replace(REIMS.light, brand="#d98aa8"))
    mended = nearest(pale)
    assert check(mended) == []
    assert mended.dark == REIMS.dark
    assert mended.light.page == REIMS.light.page
    assert mended.light.brand != "#d98aa8"


def test_a_palette_that_passes_is_its_own_nearest():
    assert nearest(REIMS) == REIMS


def test_a_palette_is_read_back_as_it_was_written():
    assert read_palette(REIMS.as_dict()) == REIMS
    assert read_palette({}) == PALETTES["national"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"light": {}},
        {"light": {**REIMS.as_dict()["light"]}, "dark": {"brand": "#000000"}},
        {**REIMS.as_dict(), "light": {**REIMS.as_dict()["light"], "brand": "red"}},
        {**REIMS.as_dict(), "light": {**REIMS.as_dict()["light"], "brand": "#0B524C;}x{"}},
        {**REIMS.as_dict(), "light": {**REIMS.as_dict()["light"], "brand": None}},
    ],
)
def test_what_is_no_palette_is_refused(wrong):
    with pytest.raises(ValueError, match="couleur"):
        read_palette(wrong)


def test_the_stylesheet_holds_both_schemes_and_stays_out_of_print():
    css = stylesheet(REIMS, '[data-territory="reims"]')
    assert css.count('[data-territory="reims"]{') == 2
    assert "--brand:#8f1d4a" in css
    assert "@media screen and (prefers-color-scheme:dark)" in css
