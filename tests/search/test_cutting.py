import pytest

from search.language.cutting import cut_words, telling_words


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
        "étudiant/e/s",
        "étudiant·es",
        "ÉTUDIANT·E·S",
        "🎓 étudiant·e·s 🎓",
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
        ("cœur, sœur, Æsop", ["coeur", "soeur", "aesop"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_folded_words(text, words):
    assert cut_words(text) == words


def test_little_words_say_nothing():
    assert telling_words("Je cherche un logement pour ce soir") == ["logement", "soir"]
    assert telling_words("I need a room") == ["room"]
