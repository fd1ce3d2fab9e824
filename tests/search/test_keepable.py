"""What of a search may be kept."""

import pytest

from search.keepable import words_to_keep


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Psy gratuit à Bron", "psy gratuit bron"),
        ("je cherche un logement", "logement"),
        ("étudiant·e·s boursier·e·s", "etudiant boursier"),
        ("logement 69100", "logement 69100"),
        ("bac +2", "bac 2"),
        ("un logement pas cher", "logement pas cher"),
        ("emploi sans diplôme", "emploi sans diplome"),
        ("", ""),
    ],
)
def test_short_words_that_say_a_need_are_kept(typed, kept):
    assert words_to_keep(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "06 39 98 12 34",
        "appelez le +33 (0)6.39.98.12.34",
        "0639981234 logement",
        "lea@example.invalid",
        "lea arobase exemple",
        "né le 3 mai",
        "12/05/2004",
        "12 rue des Lilas",
        "1 04 05 99 123 456 78",
        "je m'appelle Léa Martin",
        "Je m’appelle Léa",
        "moi c'est Léa",
        "mon nom est Martin",
        "my name is Lea",
        "madame Martin assistante sociale",
        "https://example.org/moi",
        "je dois payer ma caution et j'ai pas d'argent",
        "anticonstitutionnellement intergouvernementalisation hospitalisation",
    ],
)
def test_what_may_be_somebodys_is_not(typed):
    assert words_to_keep(typed) == ""
