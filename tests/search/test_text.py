"""Words, on both engines: one list of cases."""

import pytest

from search.engines import elastic, postgres
from search.indexing import index_waiting
from search.query import Search
from search.services import LITTLE, find_offers, read_words
from tests.search.conftest import TODAY
from tests.search.factories import publish

OFFERS = {
    "apprenticeship": "Devenir apprenti·e dans le bâtiment",
    "student": "Une chambre pour les étudiant·e·s",
    "job": "Les métiers de l’emploi saisonnier",
    "training": "Une formation de mécanicien",
    "shape": "Retrouver la forme",
    "caf": "Comprendre la CAF",
    "apl": "Calculer mon APL",
    "apec": "Un rendez-vous à l’APEC",
    "rsa": "Demander le RSA",
    "snu": "Un séjour du SNU",
    "minor": "Les droits du mineur",
    "cap": "Préparer un CAP cuisine",
    "licence": "Financer le permis de conduire",
    "health": "Santé : un bilan gratuit",
    "works": "Des travaux d’été",
    "heart": "À cœur ouvert",
    "secondary": "Une place pour lycéen(ne)s",
    "pests": "Punaises\u00a0: agir, mal-être\u202f: parler 🛏\ufe0f",
}


@pytest.fixture
def catalogue(reims):
    for title in OFFERS.values():
        publish(reims, title=title, summary="", organisation={"id": 1, "name": "", "kind": "other"})


CASES = {
    "inclusive spelling": {
        "apprenti": ["apprenticeship"],
        "apprentie": ["apprenticeship"],
        "apprentis": ["apprenticeship"],
        "apprenti·e": ["apprenticeship"],
        "APPRENTI.E.S": ["apprenticeship"],
        "apprenti(e)s": ["apprenticeship"],
        "étudiants": ["student"],
        "etudiante": ["student"],
        "Étudiant-e-s": ["student"],
        "lycéenne": ["secondary"],
        "lycéens": ["secondary"],
    },
    "articles and plurals": {
        "l’emploi": ["job", "works"],
        "l'emploi": ["job", "works"],
        "emplois": ["job", "works"],
        "formation": ["training"],
        "formations": ["training"],
        "travail": ["works", "job"],
    },
    "spaces that bind, and emoji": {
        "punaises": ["pests"],
        "mal être": ["pests"],
        "🛏️punaise": ["pests"],
    },
    "accents": {
        "sante": ["health"],
        "SANTÉ": ["health"],
        "coeur": ["heart"],
        "cœur": ["heart"],
    },
    "beginnings of words": {"perm": ["licence"], "formatio": ["training"]},
    "words that look alike": {
        "forme": ["shape"],
        "CAF": ["caf"],
        "cap": ["cap"],
        "APL": ["apl"],
        "apec": ["apec"],
        "RSA": ["rsa"],
        "snu": ["snu"],
        "bts": [],
    },
    "gender": {
        "mineure": ["minor"],
        "mineur": ["minor"],
        "mineures": ["minor"],
        "mineur·e·s": ["minor"],
    },
    "several words": {
        "permis de conduire": ["licence"],
        "chambre étudiante": ["student"],
        "je cherche une chambre pour étudiant": ["student"],
        "financer mon permis moto": ["licence"],
        "zzzz": [],
    },
}


@pytest.mark.parametrize("kind", CASES)
def test_words_find_these_offers_and_no_other(catalogue, titles, kind):
    found = {words: titles(words=words) for words in CASES[kind]}
    assert found == {
        words: [OFFERS[name] for name in expected] for words, expected in CASES[kind].items()
    }


def test_who_alternates_finds_what_alternates(reims, titles):
    publish(reims, title="Trouver une alternance")
    publish(reims, title="Le planning familial", summary="")
    for words in ("alternance", "alternante", "alternant", "alternant·e·s", "Alternantes"):
        assert titles(words=words) == ["Trouver une alternance"], words


def test_when_words_find_little_fewer_of_them_have_to_be_there(reims, titles):
    publish(reims, title="Une chambre")
    publish(reims, title="Une cuisine")
    assert sorted(titles(words="chambre cuisine")) == ["Une chambre", "Une cuisine"]
    for number in range(LITTLE):
        publish(reims, title=f"Une chambre et sa cuisine {number}")
    assert len(titles(words="chambre cuisine")) == LITTLE


def test_postgresql_reads_the_words_of_the_most_promising_when_many_hold_some(reims, monkeypatch):
    monkeypatch.setattr(postgres, "MOST_READ", 2)
    for title in ("Une chambre", "Une cuisine", "Une chambre et sa cuisine", "La cuisine"):
        publish(reims, title=title, summary="Une chambre" if title == "La cuisine" else "")
    asked = read_words("chambre cuisine").terms
    found = postgres.PostgresEngine().find(Search(day=TODAY, terms=asked, needed=1))
    assert found.count == 4
    titles = [hit.card["title"] for hit in found.hits]
    assert titles == ["Une chambre et sa cuisine", "La cuisine"]


def test_a_title_counts_more_than_a_body(reims, titles):
    publish(reims, title="Une aide", body="<p>On parle aussi de mutuelle.</p>")
    publish(reims, title="Choisir sa mutuelle", body="<p>Une aide pour tous.</p>")
    assert titles(words="mutuelle") == ["Choisir sa mutuelle", "Une aide"]


def test_the_organisation_is_found_by_its_name(reims, titles):
    publish(reims, title="A", organisation={"id": 1, "name": "Mission locale", "kind": "other"})
    publish(reims, title="B", organisation={"id": 2, "name": "Le Relais", "kind": "other"})
    assert titles(words="mission locale") == ["A"]


def test_the_body_is_searched_without_its_markup(reims, titles):
    publish(reims, title="A", body="<p class='strong'>colocation</p><p>meublée</p>")
    assert titles(words="colocation meublée") == ["A"]
    assert titles(words="strong") == []


def test_words_that_only_bind_others_restrict_nothing(reims, titles):
    publish(reims, title="A")
    assert titles(words="pour la") == titles(words="  ") == ["A"]


def test_hostile_text_is_read_as_words(reims, titles):
    publish(reims, title="Une chambre")
    for words in (
        "chambre " * 1500,
        "chambre\0\x07\u202e",
        'chambre AND (title:* OR "',
        "chambre' | !x & <-> :*",
        "chambre /.*/ ~ ^5 [a TO b] {",
        "chambre %s %(id)s {found}",
    ):
        titles(words=words)
    assert titles(words="(chambre\0:*'") == ["Une chambre"]


def test_only_the_first_words_of_a_long_text_are_read(reims, titles):
    publish(reims, title="Une chambre")
    assert titles(words="zz " * 100 + "chambre") == []
    assert titles(words="chambre " * 1500) == ["Une chambre"]


def test_a_typo_is_spelled_as_the_catalogue_spells_it(reims, titles):
    publish(reims, title="Un logement, une chambre, un mécanicien")
    publish(reims, title="La CAF")
    for words in ("logemant", "mecanicein", "chambbre"):
        assert titles(words=words) == ["Un logement, une chambre, un mécanicien"], words
    assert titles(words="CAP") == []


@pytest.fixture
def unlearned(reims, index):
    """`unlearned("…", *titles)`: what Elasticsearch finds in offers whose words nobody learned."""

    def search(words, *published):
        for title in published:
            publish(reims, title=title)
        index_waiting()
        read = read_words(words, place_allowed=False)
        assert read.typed
        return find_offers(Search(day=TODAY, terms=read.terms, typed=read.typed))

    return search


def test_elasticsearch_forgives_a_typo_that_the_vocabulary_does_not_know(unlearned):
    results = unlearned("zootroppes", "Un atelier de zootropes")
    assert [hit.card["title"] for hit in results.hits] == ["Un atelier de zootropes"]
    assert results.read_as == "zootropes"


def test_elasticsearch_forgives_nothing_when_the_words_find_enough(unlearned):
    enough = [f"Un atelier de zootrope {number}" for number in range(elastic.LITTLE)]
    results = unlearned("zootrope", *enough, "Un atelier de zootrobe")
    assert (results.count, results.read_as) == (len(enough), "")
    # With one less, the other one comes too.
    results = unlearned("zootrobe")
    assert results.count == len(enough) + 1


def test_elasticsearch_takes_the_first_letter_for_right(unlearned):
    assert unlearned("bootropes", "Un atelier de zootropes").count == 0
    assert unlearned("zootrobes").count == 1


def test_elasticsearch_forgives_in_words_as_they_are_written_not_in_their_stems(unlearned):
    # Its stem is "zootrop", a letter away.
    assert unlearned("zootrap", "Les zootropements").count == 0
