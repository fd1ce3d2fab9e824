from concurrent.futures import ThreadPoolExecutor

from search.language.stems import ENGLISH, FRENCH, stem

STARTS = ("loge", "forma", "appren", "finan", "rembours", "accueill")
ENDS = ("ment", "tions", "ements", "eraient", "issions", "ances", "ables", "ives")
WORDS = [start + end for start in STARTS for end in ENDS]


def test_threads_that_stem_at_once_do_not_mix_their_words():
    asked = [(word, language) for word in WORDS for language in (FRENCH, ENGLISH)] * 40
    alone = [stem.__wrapped__(*one) for one in asked]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda one: stem.__wrapped__(*one), asked))
    assert together == alone
