from datetime import date, timedelta

import pytest

from search import ranking
from search.language.understanding import Term

DAY = date(2026, 11, 25)
TEXTS = {
    "title": ["log"],
    "summary": ["jeun", "sant", "mental"],
    "organisation": ["relais"],
    "body": [],
}


def words(*terms):
    return ranking.words_part([Term((own,), others) for own, *others in terms], TEXTS)


def test_the_best_field_counts_whole_and_the_others_in_part():
    texts = TEXTS | {"summary": ["log"]}
    both = ranking.FIELDS["title"] + ranking.TIE * ranking.FIELDS["summary"]
    assert words(["log"]) == ranking.FIELDS["title"]
    assert ranking.words_part([Term(("log",))], texts) == pytest.approx(both)


def test_a_synonym_counts_for_less_than_the_word_and_a_phrase_must_stand_together():
    summary = ranking.FIELDS["summary"]
    phrase = Term(("psy",), (("sant", "mental"),))
    assert ranking.words_part([phrase], TEXTS) == pytest.approx(summary * ranking.SYNONYM)
    apart = TEXTS | {"summary": ["sant", "jeun", "mental"]}
    assert ranking.words_part([phrase], apart) == 0


def test_what_every_term_counts_for_adds_up_to_one_and_rare_terms_count_more():
    rare, common = Term(("a",), weight=6.0), Term(("b",), weight=1.5)
    (_rare, most), (_common, least) = ranking.shares([rare, common])
    assert most + least == pytest.approx(1)
    assert most > least > 0.2


def test_distance_halves_what_it_is_worth():
    assert ranking.distance_part(0) == 1
    assert ranking.distance_part(ranking.HALF_DISTANCE_KM) == 0.5
    assert ranking.distance_part(None) == 0


def test_checking_more_often_than_needed_moves_nobody_up():
    checked = [ranking.freshness_part(DAY - timedelta(days=days), DAY) for days in (0, 1, 60, 120)]
    assert checked == [1, 1, 1, 1]
    assert ranking.freshness_part(DAY - timedelta(days=300), DAY) == pytest.approx(0.5)
    assert ranking.freshness_part(None, DAY) == ranking.UNKNOWN_FRESHNESS


def test_a_date_to_come_is_no_better_than_one_that_passed():
    far = timedelta(days=300)
    assert ranking.freshness_part(DAY + far, DAY) == ranking.freshness_part(DAY - far, DAY)


def test_the_total_is_the_sum_of_the_parts():
    found = ranking.score(
        terms=[Term(("log",))],
        texts=TEXTS,
        language="fr",
        distance_km=10,
        verified_on=DAY,
        day=DAY,
        responsiveness=0.9,
        room=0.5,
        tier=2,
    )
    assert found.total == pytest.approx(
        found.words
        + found.distance
        + found.freshness
        + found.responsiveness
        + found.room
        + found.group
    )
    assert found.words > found.distance > found.room
