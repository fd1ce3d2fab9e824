from collections import Counter

import pytest

from search.knowledge import knowledge_of
from search.language.cutting import MAX_WORDS
from search.language.stems import stem
from search.language.synonyms import read_rules
from search.language.understanding import understand
from tenants.geography.suggest import find

RULES = """
taf, boulot, job, emploi
psy => psychologue, santé mentale
pas cher => petit prix, gratuit
santé, bien-être
cours, soutien scolaire
"""
WORDS = (
    "logement etudiant emploi psychologue formation formateur apprentissage caution argent payer"
)
KNOWN = knowledge_of(Counter(dict.fromkeys(WORDS.split(), 5)), 50, read_rules(RULES))
REIMS, LYON = find("51454"), find("69383")


def words_of(text, **options):
    return [term.own[0] for term in understand(text, KNOWN, **options).terms]


@pytest.mark.parametrize(
    "text",
    [
        "étudiant",
        "étudiante",
        "Étudiants",
        "étudiant·e·s",
        "étudiant.e.s",
        "étudiant(e)s",
        "étudiant-e-s",
        "étudiant/e",
        "l’étudiante",
        "🎓 ETUDIANT !!!",
    ],
)
def test_how_it_is_written_changes_nothing(text):
    (term,) = understand(text, KNOWN).terms
    assert stem(term.own[0]) == stem("etudiant")


def test_filler_words_do_not_count():
    text = "je dois payer ma caution et j'ai pas d'argent"
    assert words_of(text) == ["payer", "caution", "argent"]
    assert words_of("j'ai 19 ans et je cherche un logement") == ["logement"]
    assert words_of("euh de la pour") == ["euh"]


def test_a_word_brings_those_that_mean_the_same():
    (term,) = understand("taf", KNOWN).terms
    assert set(term.others) == {("boulot",), ("job",), ("emploi",)}
    (term,) = understand("psy", KNOWN).terms
    assert set(term.others) == {("psychologue",), ("sante", "mentale")}
    (term,) = understand("psychologue", KNOWN).terms
    assert term.others == ()


def test_a_word_that_no_offer_holds_weighs_as_what_it_stands_for():
    taf, emploi = understand("taf", KNOWN).terms + understand("emploi", KNOWN).terms
    assert taf.weight == emploi.weight


def test_a_misspelled_word_is_corrected_unless_one_insists():
    read = understand("etudian lojement", KNOWN)
    assert read.corrected == (("etudian", "etudiant"), ("lojement", "logement"))
    assert read.read_as == "etudiant logement"
    assert words_of("etudian lojement", as_typed=True) == ["etudian", "lojement"]


def test_the_last_word_may_be_a_beginning():
    (term,) = understand("formatio", KNOWN).terms
    assert term.own == ("formatio", "formation")
    # A whole word begins nothing: "emploi" is not "employeur".
    assert understand("emploi", KNOWN).terms[0].own == ("emploi",)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("psy bron", "69029", ["psy"]),
        ("psy gratuit a bron", "69029", ["psy", "gratuit"]),
        ("logement 69100", "69266", ["logement"]),
        ("job lot", "46042", ["job"]),
        ("logement lyon 3e", "69383", ["logement"]),
        ("emploi st etienne", "42218", ["emploi"]),
        ("formation à reims", "51454", ["formation"]),
    ],
)
def test_a_place_inside_the_words_is_taken_out_of_them(text, place, words):
    read = understand(text, KNOWN)
    assert (read.place and read.place.code, [term.own[0] for term in read.terms]) == (place, words)


@pytest.mark.parametrize(
    "text", ["emploi", "santé", "job", "cours du soir", "logement pas cher", "emploi bourg"]
)
def test_a_word_that_is_also_a_commune_stays_a_word(text):
    assert understand(text, KNOWN).place is None


def test_among_namesakes_the_one_of_the_territory_then_the_closest_is_meant():
    largest, other = "97411", "93066"
    assert understand("psy saint denis", KNOWN).place.code == largest
    assert understand("psy saint denis", KNOWN, home=frozenset({other})).place.code == other
    assert understand("psy saint denis", KNOWN, near=find("75118")).place.code == other


def test_a_place_that_one_refuses_is_a_word_again():
    assert words_of("psy bron", place_allowed=False) == ["psy", "bron"]
    assert understand("psy bron", KNOWN, place_allowed=False).place is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("suicide", "3114"),
        ("j'ai envie de mourir", "3114"),
        ("je dors dehors", "115"),
        ("où dormir ce soir", "115"),
        ("à la rue à Lyon", "115"),
        ("on me frappe", "17"),
        ("mon copain me frappe", "3919"),
        ("mon père me bat", "119"),
        ("viol", "3919"),
        ("harcèlement au lycée", "3018"),
        ("i am homeless", "115"),
        ("suicde", "3114"),
    ],
)
def test_words_that_call_for_help_bring_a_number(text, number):
    known = knowledge_of(Counter({"suicide": 1}), 50, [])
    assert number in understand(text, known).urgent


@pytest.mark.parametrize("text", ["logement", "rue de la paix", "frapper à la porte", "permis", ""])
def test_ordinary_words_bring_none(text):
    assert understand(text, KNOWN).urgent == ()


def test_a_long_text_is_read_up_to_its_bounds():
    text = " ".join(f"mot{number}" for number in range(300))
    assert len(understand(text, KNOWN).terms) <= MAX_WORDS
    assert understand("a" * 10_000, KNOWN).terms[0].own == ("a" * 200,)


@pytest.mark.parametrize(
    "text", ["", "   ", "🙂", "\0\0", "' OR 1=1 --", "(((", "<script>", "%s {x}"]
)
def test_no_text_is_too_strange(text):
    understand(text, KNOWN, near=LYON)
