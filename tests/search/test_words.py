import pytest

from search.words import MAX_WORDS, cut_words, read_words, words_needed


@pytest.mark.parametrize(
    "text",
    [
        "étudiant·e·s",
        "étudiant•e•s",
        "étudiant.e.s",
        "étudiant(e)s",
        "étudiant(e)(s)",
        "étudiant-e-s",
        "étudiant/e",
        "étudiant·es",
    ],
)
def test_an_inclusive_ending_is_dropped(text):
    assert cut_words(text) == ["etudiant"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("acteur·rice·s", ["acteur"]),
        ("professionnel.le.s", ["professionnel"]),
        ("vendeur/se", ["vendeur"]),
        ("ici.Les suivants", ["ici", "les", "suivants"]),
        ("peut-être et/ou rendez-vous", ["peut", "etre", "et", "ou", "rendez", "vous"]),
        ("Aujourd’hui, j'apprends l’école", ["aujourd", "hui", "apprends", "ecole"]),
        ("bac+2 (permis B)", ["bac", "2", "permis", "b"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_folded_words(text, words):
    assert cut_words(text) == words


def test_little_words_and_repetitions_are_not_asked_for():
    assert read_words("Je cherche un logement, un LOGEMENT pour ce soir") == ("logement", "soir")


def test_at_most_twenty_words_are_asked_for():
    assert len(read_words(" ".join(f"m{n}" for n in range(50)))) == MAX_WORDS


def test_a_long_text_is_cut_before_it_is_read():
    assert read_words("a" * 10_000) == ("a" * 200,)


@pytest.mark.parametrize(("asked", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (8, 6)])
def test_a_longer_question_need_not_be_found_whole(asked, needed):
    assert words_needed(asked) == needed
