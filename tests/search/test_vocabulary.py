import pytest

from search.language.vocabulary import Vocabulary, errors_forgiven

WORDS = {
    "apprentissage": 9,
    "apprendre": 4,
    "logement": 30,
    "caf": 3,
    "apl": 3,
    "permis": 8,
    "emploi": 20,
    "mission": 5,
    "passion": 1,
    "formation": 12,
    "formateur": 1,
    "sport": 4,
    "spots": 4,
}
KNOWN = Vocabulary(WORDS, 40, more={"boulot"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("aprentisage", "apprentissage"),
        ("logemant", "logement"),
        ("lojement", "logement"),
        ("permi", "permis"),
        ("emlpoi", "emploi"),
        ("bouolt", "boulot"),
        ("formatoin", "formation"),
    ],
)
def test_a_misspelled_word_is_the_closest_known_one(typed, meant):
    assert KNOWN.closest(typed) == meant


@pytest.mark.parametrize("typed", ["cap", "apc", "rsa", "2026", "ogement", "zzzzzz", "per"])
def test_nothing_is_forgiven_in_acronyms_numbers_and_first_letters(typed):
    assert KNOWN.closest(typed) is None


def test_a_slip_to_the_key_beside_is_the_likelier_one():
    # "t" is beside "r" on an AZERTY keyboard and far from "s"; both are one error away.
    assert Vocabulary({"porter": 1, "poster": 50}, 60).closest("potter") == "porter"


def test_a_doubled_letter_counts_for_little():
    assert Vocabulary({"appel": 1, "aple": 1}, 2).closest("apel") == "appel"


def test_a_word_is_known_by_its_gender_and_number_too():
    assert KNOWN.knows("logements")
    assert KNOWN.knows("formations")
    assert KNOWN.knows("boulots")
    assert not KNOWN.knows("chambre")


def test_rare_words_weigh_more_than_common_ones():
    assert KNOWN.weight("caf") > KNOWN.weight("emploi") > KNOWN.weight("logement") >= 1
    assert Vocabulary({}, 0).weight("logement") == 1


def test_words_that_begin_so_come_with_the_most_offers_first():
    assert KNOWN.starting("form") == ["formation", "formateur"]
    assert KNOWN.starting("fo") == []


@pytest.mark.parametrize(
    ("word", "errors"), [("caf", 0), ("aide", 1), ("permis", 1), ("logement", 2)]
)
def test_longer_words_forgive_more(word, errors):
    assert errors_forgiven(word) == errors
