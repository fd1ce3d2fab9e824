"""What every page carries: its territory's colours, light files, a policy without exceptions."""

import gzip
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from contacts.wording import long_date
from portal.look.templatetags.look import (
    distance_in_words,
    sun,
    telephone_link,
)
from tenants.palette import PALETTES

LOOK = Path(settings.BASE_DIR, "portal/look/static/look")


def test_each_site_has_its_own_colours(client_for):
    reims = client_for("reims").get("/look/palette.css").content.decode()
    assert PALETTES["reims"].light.brand in reims
    assert PALETTES["lyon"].light.brand not in reims


def test_the_national_site_knows_the_colours_of_each_territory(client_for):
    css = client_for("national").get("/look/palette.css").content.decode()
    for slug in ("reims", "lyon", "lot"):
        assert f'[data-territory="{slug}"]' in css
        assert PALETTES[slug].light.brand in css


def test_the_stylesheet_and_the_script_are_small():
    assert len(gzip.compress((LOOK / "boussole.css").read_bytes())) < 14_000
    assert len(gzip.compress((LOOK / "boussole.js").read_bytes())) < 5_000


def test_the_home_page_weighs_little(client_for):
    page = client_for("national").get("/")
    assert len(gzip.compress(page.content)) < 7_000


def test_nothing_inline_and_nothing_from_elsewhere_may_run(client_for):
    response = client_for("reims").get("/")
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "http:" not in policy
    assert " style=" not in response.content.decode()


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("fr", date(2026, 11, 26), "jeudi 26\u00a0novembre"),
        ("fr", date(2026, 12, 1), "mardi 1er\u00a0décembre"),
        ("en", date(2026, 11, 26), "Thursday 26\u00a0November"),
    ],
)
def test_a_day_is_said_as_people_say_it(language, day, words):
    with override(language):
        assert long_date(day) == words


@pytest.mark.parametrize(
    ("kilometres", "words"),
    [
        (0, "100\u00a0m"),
        (0.84, "800\u00a0m"),
        (1.24, "1,2\u00a0km"),
        (9.96, "10,0\u00a0km"),
        (23.4, "23\u00a0km"),
        (512.6, "513\u00a0km"),
    ],
)
def test_a_distance_is_said_without_false_precision(kilometres, words):
    with override("fr"):
        assert distance_in_words(kilometres) == words


def test_the_sun_is_the_same_on_both_sides():
    rays = [float(ray["angle"]) for ray in sun(["a", "b", "c", "d"], 1)["rays"]]
    assert rays == [-48, -16, 16, 48]
    assert [float(ray["angle"]) for ray in sun("abcde", 4)["rays"]][-1] == 64


def test_a_number_becomes_a_link_to_call():
    assert telephone_link("03 53 01 10 10") == "tel:0353011010"
    assert telephone_link("+33 3 53") == "tel:+33353"
