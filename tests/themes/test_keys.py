from themes.keys import MAX_LENGTH, is_key, key_of


def test_a_key_is_made_of_the_english_words_or_else_of_the_french_ones():
    assert key_of({"fr": "Colocation", "en": "Flat sharing"}, taken=()) == "flat_sharing"
    assert key_of({"fr": "Été à l’étranger"}, taken=()) == "ete_a_letranger"


def test_a_key_is_always_one_and_never_taken_twice():
    assert key_of({"fr": "2 mois"}, taken={"mois"}) == "mois_2"
    assert key_of({"fr": "…"}, taken=()) == "other"
    long = key_of({"fr": "mot " * 30}, taken=())
    assert is_key(long)
    assert len(long) <= MAX_LENGTH
