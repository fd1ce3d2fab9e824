"""What sites ask is remembered for as long as the database has not noted a change of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.asking import all_asked, forget_asked, need_now, theme_asked, theme_names
from tenants.models import Territory
from themes.models import AskedChange, Theme
from themes.moves import Need

NOTED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'themes_note_change'"


@pytest.fixture
def stamp(lyon):
    """Whether it is another one since the last call, and what is asked is read again."""
    seen = [AskedChange.objects.stamp()]

    def is_another():
        forget_asked()
        seen.append(AskedChange.objects.stamp())
        return seen[-1] != seen[-2]

    return is_another


def test_each_table_that_asking_reads_notes_its_changes(lyon):
    with CaptureQueriesContext(connection) as queries:
        theme_asked("housing", lyon)
        all_asked(lyon)
        theme_names(lyon)
        need_now(Need("gone"), lyon)
    read = {
        name for one in queries for name in re.findall(r'(?:FROM|JOIN) "(themes_\w+)"', one["sql"])
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTED)
        noted = {name for (name,) in cursor.fetchall()}
    assert {"themes_theme", "themes_wording", "themes_territoryreshaping"} <= read
    assert read - {"themes_askedchange"} == noted - {"tenants_territory"}


def test_a_change_is_asked_whoever_made_it(stamp, lyon):
    assert theme_asked("housing", lyon).sensitive
    Theme.objects.filter(key="housing").update(sensitive=False)
    assert stamp()
    assert not theme_asked("housing", lyon).sensitive
    assert not stamp()


def test_the_themes_that_a_territory_has_count_its_other_fields_do_not(stamp, lyon):
    assert "housing" in theme_names(lyon)
    Territory.objects.filter(pk=lyon.pk).update(phone="04 65 71 00 11", themes=lyon.themes)
    assert not stamp()
    lyon.themes = ["health"]
    lyon.save()
    assert stamp()
    assert list(theme_names(lyon)) == ["health"]


def test_one_that_was_begun_earlier_and_ends_later_counts(stamp):
    AskedChange.objects.create(pk=2_000_000)
    assert stamp()
    AskedChange.objects.create(pk=1_000_000)
    assert stamp()
