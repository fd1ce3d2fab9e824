import pytest

from tenants.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Reims", "reims"),
        ("Châlons-en-Champagne", "chalons en champagne"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Œuilly", "oeuilly"),
        ("Cæsar", "caesar"),
        ("  Aix  en\tProvence ", "aix en provence"),
        ("É", "e"),  # a letter and its accent apart
        ("Straße", "strasse"),
        ("3ème (Lyon)", "3eme lyon"),
        ("\x00\x1b[0m", "0m"),
        ("日本", ""),
        ("", ""),
    ],
)
def test_text_is_folded_to_plain_words(text, folded):
    assert fold(text) == folded


def test_folding_twice_changes_nothing():
    assert fold(fold("Saint-Pierre-d’Œuvre")) == "saint pierre d oeuvre"
