"""What an address says of the filters: read if it can be, written back the same."""

import pytest

from portal.asking import ThemeName
from portal.filters import Filters, read_filters

ALL = Filters(
    within_km=10,
    mode="remote",
    free=True,
    open_now=True,
    open_saturday=True,
    theme="housing",
    subtheme="sharing",
    spoken="ar",
    accessibility="wheelchair",
    organisation=12,
)


def test_what_is_written_is_read_again():
    assert read_filters(dict(ALL.pairs)) == ALL
    assert read_filters({}) == Filters()
    assert Filters().pairs == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("distance", "7"),
        ("distance", "-5"),
        ("distance", "9" * 400),
        ("distance", "١٠"),
        ("distance", "5.0"),
        ("mode", "by_pigeon"),
        ("mode", "ON_SITE"),
        ("free", "0"),
        ("free", "yes please"),
        ("open", "\x00"),
        ("theme", "a b"),
        ("theme", "x" * 300),
        ("theme", "housing'--"),
        ("subtheme", "../.."),
        ("spoken", "klingon"),
        ("access", "<script>"),
        ("organisation", "0"),
        ("organisation", str(2**63)),
        ("organisation", "1e3"),
    ],
)
def test_what_is_none_is_left_out(name, value):
    assert read_filters({name: value}) == Filters()


def test_a_theme_of_another_site_is_left_out_with_its_subtheme():
    themes = {"housing": ThemeName("Logement", sensitive=False, subthemes={"sharing": "Coloc"})}
    assert ALL.known_to(themes) == ALL
    assert ALL.known_to({}).theme == ALL.known_to({}).subtheme == ""
    lost = read_filters({"theme": "housing", "subtheme": "stars"})
    assert lost.known_to(themes) == Filters(theme="housing")
