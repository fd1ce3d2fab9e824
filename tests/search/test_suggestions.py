from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import indexing
from search.beginnings import Name, answers, marks, offer_score, read_name, typed_terms
from search.clients import ask
from search.engines.elastic_beginnings import suggest_from_elasticsearch
from search.engines.postgres_beginnings import suggest_from_postgresql
from search.fairness import draw, factor_of, seed_of
from search.knowledge import count_words, forget_knowledge
from search.language.understanding import Term
from search.models import CatalogueOffer, NextSeq
from search.query import Search
from search.services import fill_row, read_words, withdraw_offer
from search.suggestions import Kind, suggest_all
from tests.search.conftest import TODAY
from tests.search.factories import offer_fields, place_at, publish

organisations = count(100)


def organisation(name):
    return {"id": next(organisations), "name": name, "kind": "association"}


@pytest.fixture
def suggest(engine, reims, national):
    """`suggest("log", kind=Kind.OFFER)`: the labels of one kind, from Reims."""

    def ask_for(text, *, kind=Kind.OFFER, territory=reims, territories=None, **asked):
        if engine == "elasticsearch":
            indexing.index_waiting()
        count_words()
        forget_knowledge()
        mine = frozenset({territory.pk, national.pk}) if territories is None else territories
        options = {"language": "fr", "day": TODAY} | asked
        found = suggest_all(text, territory=territory, territories=mine, **options)
        return [one.label for one in found.found if one.kind == kind]

    return ask_for


@pytest.mark.parametrize(
    "typed",
    [
        "ch",
        "CHAM",
        "chambre",
        "chambres",
        "habit",
        "l'hab",
        "chez l’habitant",
        "habitant chamb",
        "une chambre chez",
        "  chambre ",
        "meublé",
        "meublee",
        "chambre toits partag",
        "chmabre",
    ],
)
def test_an_offer_is_suggested_by_the_beginning_of_its_words(reims, suggest, typed):
    title = "Une chambre meublée chez l’habitant"
    publish(reims, title=title, organisation=organisation("Toits partagés"))
    assert suggest(typed) == [title]


@pytest.mark.parametrize("typed", ["", "c", "hambre", "logement voiture", "de", "*", "toits"])
def test_what_no_title_begins_with_suggests_no_offer(reims, suggest, typed):
    publish(reims, title="Logement meublé", organisation=organisation("Toits partagés"))
    assert suggest(typed) == []


def test_inclusive_endings_do_not_hide_a_title(reims, suggest):
    publish(reims, title="Les étudiant·e·s boursier·e·s")
    for typed in (
        "etudiant",
        "étudiant·e·s bours",
        "étudiante",
        "étudiants boursier(e)s",
        "bourse",
    ):
        assert suggest(typed) == ["Les étudiant·e·s boursier·e·s"]


def test_a_whole_word_comes_before_one_that_only_begins_so(reims, suggest):
    publish(reims, title="Capitale des arts")
    publish(reims, title="Passer un CAP")
    assert suggest("cap") == ["Passer un CAP", "Capitale des arts"]


def test_words_that_mean_the_same_come_after_the_words_typed(reims, suggest):
    publish(reims, title="Trouver un emploi")
    publish(reims, title="Le taf d’été")
    assert suggest("taf") == ["Le taf d’été", "Trouver un emploi"]


def test_an_organisation_is_suggested_once_whatever_its_offers(reims, suggest):
    mission = organisation("Mission locale du Grand Reims")
    for number in range(4):
        publish(reims, title=f"Offre {number}", organisation=mission)
    publish(reims, organisation=organisation("Atelier des missions"))
    found = suggest("mission loc", kind=Kind.ORGANISATION)
    assert found == ["Mission locale du Grand Reims"]
    assert sorted(suggest("miss", kind=Kind.ORGANISATION)) == [
        "Atelier des missions",
        "Mission locale du Grand Reims",
    ]


def test_an_organisation_is_found_by_its_acronym(reims, suggest):
    publish(reims, organisation=organisation("Caisse d’allocations familiales de la Marne"))
    publish(reims, organisation=organisation("CAP Emploi"))
    found = suggest("CAF", kind=Kind.ORGANISATION)
    assert found == ["Caisse d’allocations familiales de la Marne"]


def test_a_neighbour_s_offers_and_organisations_are_never_suggested(reims, lyon, national, suggest):
    publish(lyon, "everywhere", "remote", title="Chambre de Lyon", organisation=organisation("Lyo"))
    publish(national, "everywhere", "remote", title="Chambre de France")
    publish(reims, title="Chambre de Reims")
    assert set(suggest("chambre")) == {"Chambre de Reims", "Chambre de France"}
    assert suggest("lyo", kind=Kind.ORGANISATION) == []


def test_what_is_withdrawn_over_or_not_begun_is_not_suggested(reims, suggest):
    publish(reims, title="Chambre finie", ends_on=TODAY - timedelta(days=1))
    publish(reims, title="Chambre à venir", starts_on=TODAY + timedelta(days=1))
    gone = publish(reims, title="Chambre retirée")
    publish(reims, title="Chambre")
    assert len(suggest("chambre")) == 2
    withdraw_offer(territory=reims, page_id=gone.page_id)
    assert suggest("chambre") == ["Chambre"]


def test_with_a_place_only_what_covers_it_is_suggested(reims, suggest, place):
    publish(reims, "in_reims", title="Chambre à Reims")
    publish(reims, "in_lyon", title="Chambre à Lyon")
    assert suggest("chambre", place=place("51454")) == ["Chambre à Reims"]
    assert suggest("chambre", place=place("69123")) == ["Chambre à Lyon"]


def test_a_place_among_the_words_is_the_place(reims, suggest, national):
    publish(reims, "in_reims", title="Chambre meublée")
    publish(reims, "in_lyon", title="Chambre vide")
    found = suggest_all(
        "chambre lyon",
        territory=national,
        territories=None,
        language="fr",
        day=TODAY,
    )
    assert suggest("chambre lyon") == ["Chambre vide"]
    assert (found.place.code, found.rest) == ("69123", "chambre")
    assert suggest("chambre lyon", kind=Kind.COMMUNE)[0] == "Lyon"


def test_a_misspelled_word_beside_a_place_is_spelled_again(reims, suggest):
    publish(reims, "in_lyon", title="Chambre vide")
    assert suggest("chmabre lyon") == ["Chambre vide"]
    assert suggest("voituer lyon", kind=Kind.COMMUNE)[0] == "Lyon"


def test_a_beginning_is_not_taken_for_a_misspelled_word(reims, suggest):
    publish(reims, title="Champ de foire")
    publish(reims, title="Chats du quartier")
    assert suggest("cham foi") == ["Champ de foire"]


def test_a_place_alone_may_begin_the_name_of_an_organisation(reims, suggest):
    publish(reims, title="Ateliers de Reims", organisation=organisation("Reims Habitat"))
    assert suggest("reims") == ["Ateliers de Reims"]
    assert suggest("reims", kind=Kind.ORGANISATION) == ["Reims Habitat"]
    assert suggest("reims", kind=Kind.COMMUNE)[0] == "Reims"


def test_an_english_page_suggests_french_offers_that_nobody_translated(reims, suggest):
    publish(reims, title="Une chambre")
    publish(reims, title="Driving lessons", language="en")
    assert suggest("chamb", language="en") == ["Une chambre"]
    assert suggest("driv", language="en") == ["Driving lessons"]
    assert suggest("driv") == []


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("emp", "Emploi"),
        ("sa", "Santé"),
        ("sante", "Santé"),
        ("SANTÉ", "Santé"),
        ("taf", "Emploi"),
        ("psy", "Santé"),
        ("formatoin", "Formation"),
        ("logements", "Logement"),
    ],
)
def test_a_theme_is_suggested_by_its_name_its_beginning_or_what_means_it(suggest, typed, label):
    assert suggest(typed, kind=Kind.THEME)[0] == label


def test_a_theme_speaks_the_language_of_the_page(suggest):
    assert suggest("hous", kind=Kind.THEME, language="en") == ["Housing"]
    assert suggest("hous", kind=Kind.THEME) == []


def test_a_sub_theme_says_its_theme(reims, national):
    found = suggest_all(
        "alter",
        territory=reims,
        territories=frozenset({reims.pk}),
        language="fr",
        day=TODAY,
    ).found
    [one] = [one for one in found if one.theme == "training"]
    assert (one.label, one.context) == ("Alternance et apprentissage", "Formation")
    assert one.marks == ((0, 5),)


@pytest.mark.parametrize("typed", ["69500", "bron", "BRO"])
def test_a_commune_is_suggested_by_its_name_or_its_code(suggest, typed):
    assert "Bron" in suggest(typed, kind=Kind.COMMUNE, limit=4)


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 10_000,
        "\x00\x01 chambre",
        "'\"<script>",
        "' | 'x':*A",
        "chambre & ! ( ) :* <->",
        "title:(*) OR 1=1; DROP TABLE",
        "😀 chambre",
        "% _ \\",
        "ch " * 300,
    ],
)
def test_whatever_is_typed_is_words(reims, suggest, typed):
    publish(reims, title="Une chambre")
    assert suggest(typed) in ([], ["Une chambre"])


def test_at_most_so_many_of_each_kind(reims, suggest):
    for number in range(8):
        publish(reims, title=f"Chambre {number}", organisation=organisation(f"Chambre {number}"))
    assert len(suggest("chambre")) == 3
    assert len(suggest("chambre", limit=5, kind=Kind.ORGANISATION)) == 5


def test_a_suggestion_costs_few_queries(reims, settings, django_assert_max_num_queries):
    settings.ELASTICSEARCH_URL = ""
    for number in range(5):
        publish(reims, title=f"Chambre {number}")
    asked = {"territories": frozenset({reims.pk}), "language": "fr", "day": TODAY}
    suggest_all("cha", territory=reims, **asked)
    with django_assert_max_num_queries(4):
        assert suggest_all("chamb", territory=reims, **asked).found


# Both engines against the pure rule.

WORDS = ["chambre", "chambres", "chant", "logement", "log", "loger", "emploi", "étudiante", "CAP"]
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
facts = st.tuples(names, names, st.sampled_from(["remote", "on_site"]))
TYPED = ["ch", "cham", "chambre", "lo", "log", "loge", "etud", "emploi", "cap"]
terms = st.lists(st.sampled_from(TYPED), min_size=1, max_size=4, unique=True).map(
    lambda words: tuple(Term((word,), OTHERS.get(word, ())) for word in words)
)
# Of one word each: in longer ones Elasticsearch forgives a word in between.
OTHERS = {"emploi": (("cap",), ("chant",)), "cap": (("log",),)}
pages = count(500_000)


def test_an_engine_suggests_offers_as_the_rule_says(engine, reims):
    @settings_of(max_examples=30)
    @given(st.lists(facts, min_size=5, max_size=15), st.lists(terms, min_size=3, max_size=5))
    def check(offers, asked):
        rows = catalogue_of(offers, reims, engine)
        for one in asked:
            search = Search(day=TODAY, territories=frozenset({reims.pk}), terms=one)
            found = suggested(engine, search)
            assert [offer.key for offer in found.offers] == expected_keys(rows, search)
        CatalogueOffer.objects.update(live=False, seq=NextSeq())
        settle(engine)
        CatalogueOffer.objects.all().delete()

    check()


def catalogue_of(offers, reims, engine):
    rows = []
    for title, name, mode in offers:
        row = CatalogueOffer(territory=reims, page_id=next(pages), seq=NextSeq())
        fields = offer_fields(
            title=title,
            modes=[mode],
            organisation={"id": 1, "name": name, "kind": "association"},
            places=[place_at(49.25, 4.03)],
        )
        fill_row(row, fields)
        rows.append(row)
    CatalogueOffer.objects.bulk_create(rows)
    settle(engine)
    return rows


def settings_of(**options):
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(deadline=None, suppress_health_check=checks, **options)


def settle(engine):
    if engine == "elasticsearch":
        indexing.index_waiting()


def suggested(engine, search):
    if engine == "postgresql":
        return suggest_from_postgresql(search, 50)
    return ask(lambda client, index: suggest_from_elasticsearch(client, index, search, 50))


def expected_keys(rows, search):
    factor = factor_of(search.day)

    def score(row):
        title, name = read_name(row.words["title"]), read_name(row.words["organisation"])
        return offer_score(search.terms, search.terms_needed, title, name)

    def rank(row):
        return -score(row), row.modes == ["remote"], draw(seed_of(row.key), factor), row.key

    return [row.key for row in sorted((row for row in rows if score(row)), key=rank)]


# The rule itself.


@pytest.mark.parametrize(
    ("label", "words", "expected"),
    [
        ("Une chambre", ["cham"], ["cham"]),
        ("Une chambre", ["chambres"], ["chambre"]),
        ("Étudiant·e·s", ["etud"], ["Étud"]),
        ("Cœur de ville", ["coe"], ["Cœur"]),
        ("L’emploi d’été", ["emp", "ete"], ["emp", "été"]),
        ("Rien", ["cham"], []),
    ],
)
def test_what_was_typed_is_marked_in_the_label(label, words, expected):
    assert [label[start:end] for start, end in marks(label, words)] == expected


def test_letters_beyond_the_fifteenth_are_not_compared():
    name = read_name("Accompagnements personnalisés")
    assert answers(Term(("accompagnementsxyz",)), name)
    assert not answers(Term(("accompagnemxyz",)), name)


def test_a_name_without_words_answers_nothing():
    assert answers(Term(("cap",)), Name((), ())) == 0


def test_a_little_word_alone_is_a_beginning_and_beside_others_nothing(public):
    assert [term.own for term in typed_terms(read_words("sa"))] == [("sa",)]
    assert [term.own[0] for term in typed_terms(read_words("logement de"))] == ["logement"]
    assert typed_terms(replace(read_words("d"), text="d")) == ()
