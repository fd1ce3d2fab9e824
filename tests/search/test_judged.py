"""How well searches answer, on judged queries: see tests/search/queries."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from search import evaluation
from search.models import CatalogueOffer
from tests.search.conftest import TODAY
from tests.search.demo_offers import QUERIES, write_demo_offers

DEMO, HELD_OUT = QUERIES / "demo.csv", QUERIES / "held_out.csv"
HEAD = "query,commune,offer_id,grade\n"


@pytest.fixture
def demo_file(tmp_path):
    return write_demo_offers(tmp_path / "offers.jsonl")


@pytest.fixture
def answers(demo_file, public):
    """`answers("postgresql", DEMO)`: what that engine finds for each query of a file."""

    def judge(engine, questions):
        collection = evaluation.read_offers(demo_file)
        scratch = {"elasticsearch": evaluation.scratch_index}.get(engine, evaluation.scratch_table)
        with scratch(collection.rows) as ask:
            return list(
                evaluation.evaluate(collection, evaluation.read_questions(questions), ask, TODAY)
            )

    return judge


@pytest.fixture
def judge(tmp_path):
    """`judge(offers, judgements, engine="…")`: the lines that the command prints for these."""

    def call(offers, judgements, engine=None):
        paths = {"offers": tmp_path / "offers.jsonl", "judgements": tmp_path / "judgements.csv"}
        for path, text in zip(paths.values(), (offers, judgements), strict=True):
            path.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("evaluate_search", engine=engine, stdout=out, **paths)
        return out.getvalue().splitlines()

    return call


def mean(answers):
    return sum(one.ndcg for one in answers) / len(answers)


def test_the_demo_s_queries_are_answered_well_by_both_engines(answers, index):
    full = answers("elasticsearch", DEMO)
    assert len({one.question.query for one in full}) >= 120
    assert mean(full) >= 0.88, evaluation.summary(full)
    assert {one.question.query: one.found for one in full if one.ndcg < 0.5} == {}
    assert [one.question.query for one in full if not one.found] == []
    plain = answers("postgresql", DEMO)
    assert [one.question.query for one in plain if not one.found] == []
    assert mean(plain) >= mean(full) - 0.10, evaluation.summary(plain)


ACRONYMS = {
    "APL": "Calculer l’APL de ma chambre",
    "APEC": "Un rendez-vous à l’APEC",
    "CAF": "Ouvrir mon dossier à la CAF",
    "CAP": "Préparer un CAP de menuisier",
    "RSA": "Demander le RSA",
    "SNU": "Un séjour du SNU",
}


@pytest.mark.parametrize("engine", ["elasticsearch", "postgresql"])
def test_no_acronym_is_taken_for_another(engine, judge, index, public):
    """Below the right offer either: nothing else is found at all."""
    offers = [
        {"id": key, "title": title, "coverage": ["pays:FR"]} for key, title in ACRONYMS.items()
    ]
    judgements = HEAD + "".join(f"{key},,{key},3\n{key.lower()},,{key},3\n" for key in ACRONYMS)
    lines = judge("\n".join(map(json.dumps, offers)), judgements, engine=engine)
    found = {line.split()[1].rstrip(":").upper(): line.split(": ")[1] for line in lines[:-1]}
    assert found == {key: key for key in ACRONYMS}
    assert lines[-1] == "nDCG@10 1.000 · MRR 1.000 · zero results 0/12"


def test_queries_that_nobody_tuned_for_are_answered_too(answers, index):
    held_out = answers("elasticsearch", HELD_OUT)
    assert mean(held_out) >= 0.75, evaluation.summary(held_out)


@pytest.mark.parametrize("engine", ["elasticsearch", "postgresql"])
def test_the_command_prints_a_line_a_query_and_leaves_nothing_behind(
    engine, demo_file, tmp_path, index, settings, public
):
    judgements = tmp_path / "judgements.csv"
    judgements.write_text(
        "query,commune,offer_id,grade\n"
        "taf d'été,51454,reims/un-job-pour-l-ete-ou-les-vendanges,3\n"
        "zzzzqqq,,reims/un-job-pour-l-ete-ou-les-vendanges,3\n",
        encoding="utf-8",
    )
    rows = CatalogueOffer.objects.count()
    out = StringIO()
    call_command(
        "evaluate_search", offers=demo_file, judgements=judgements, engine=engine, stdout=out
    )
    first, second, last = out.getvalue().splitlines()
    assert first.startswith("1.000  taf d'été (51454): reims/un-job-pour-l-ete-ou-les-vendanges")
    assert second == "0.000  zzzzqqq: nothing"
    assert last == "nDCG@10 0.500 · MRR 0.500 · zero results 1/2"
    assert list(index.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*")) == []
    assert CatalogueOffer.objects.count() == rows
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relpersistence = 't'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("offers", "judgements", "sentence"),
    [
        ("{}", HEAD, "line 1"),
        ("not json", HEAD, "line 1"),
        ('{"id": 1, "title": "A", "coverage": ["moon:1"]}', HEAD, "1"),
        ("", "query,commune\nA,51454\n", "line 2"),
        ("", f"{HEAD}A,99999,1,2\n", "line 2.*“99999” is no commune"),
        ("", f"{HEAD}A,51454,1,2\nA,Zzzz-sur-Rien,1,2\n", "line 3.*“Zzzz-sur-Rien” is no commune"),
        ('{"id": 1, "title": "A", "coverage": [], "lat": 4900, "lon": 4}', HEAD, "line 1.*nowhere"),
        ('["an offer"]', HEAD, "line 1"),
        ('{"id": 1, "title": "A", "coverage": [], "organisation": {"name": "B"}}', HEAD, "line 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(judge, public, settings, offers, judgements, sentence):
    settings.ELASTICSEARCH_URL = ""
    with pytest.raises(CommandError, match=sentence):
        judge(offers, judgements)


FOREIGN = {
    "id": "x1",
    "title": "Un vélo\0 pliant",
    "summary": "Prêté un mois.",
    "coverage": ["pays:FR"],
    "theme": "mobilité--accéder à un véhicule, à un vélo ou à une trottinette",
    "subtheme": "prêt de courte durée, avec caution, pour une personne en formation",
    "modes": ["en-presentiel", "remote"],
    "lang": "français",
    "lat": "49.25",
    "lon": "4.03",
}


@pytest.mark.parametrize("engine", ["elasticsearch", "postgresql"])
def test_offers_of_others_are_taken_as_well_as_they_can_be(engine, judge, index, public):
    other = FOREIGN | {"id": "x2", "title": "A second folding bike", "lang": "en-GB", "lat": None}
    offers = "\n".join(map(json.dumps, (FOREIGN, other)))
    judgements = f"{HEAD}vélo,Reims,x1,3\nvélo,51100,x1,3\nvélo,51454,x1,3\nbike,,x2,3\n"
    lines = judge(offers, judgements, engine=engine)
    assert [line.split(": ")[1].split(",")[0] for line in lines[:-1]] == ["x1"] * 3 + ["x2"]
    assert lines[0].startswith("1.000  vélo (Reims)")
    assert lines[-1] == "nDCG@10 1.000 · MRR 1.000 · zero results 0/4"


@pytest.mark.parametrize("engine", ["elasticsearch", "postgresql"])
def test_thousands_of_offers_are_loaded_asked_and_gone(engine, judge, index, settings, public):
    many = [FOREIGN | {"id": str(number), "title": f"Aide {number}"} for number in range(3_000)]
    offers = "\n".join(map(json.dumps, [*many, FOREIGN]))
    lines = judge(offers, f"{HEAD}vélo,,x1,3\naide 2999,51454,2999,3\n", engine=engine)
    assert lines[-1] == "nDCG@10 1.000 · MRR 1.000 · zero results 0/2"
    assert scratch_indices(index, settings) == []
    assert CatalogueOffer.objects.count() == 0


def test_two_long_themes_stay_apart():
    long = "x" * 60
    assert evaluation._key(long) != evaluation._key(long + "y")
    assert len(evaluation._key(long)) == 40
    assert evaluation._key("housing") == "housing"


def scratch_indices(client, settings):
    return list(client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-*"))


# More than its numbers hold; a word longer than its vectors hold.
TOO_MUCH = {"elasticsearch": {"age_min": 10**30}, "postgresql": {"title": "é" * 5_000}}


@pytest.mark.parametrize("engine", TOO_MUCH)
def test_what_an_engine_refuses_is_said_in_a_sentence_and_leaves_nothing(
    engine, judge, index, settings, public
):
    refused = json.dumps(FOREIGN | TOO_MUCH[engine])
    with pytest.raises(CommandError, match="does not take these offers"):
        judge(refused, f"{HEAD}vélo,,x1,3\n", engine=engine)
    assert scratch_indices(index, settings) == []
    assert CatalogueOffer.objects.count() == 0


def test_what_a_killed_run_left_is_swept_an_hour_later(judge, index, settings, public):
    prefix = f"{settings.ELASTICSEARCH_PREFIX}-evaluation-"
    now = timezone.now()
    old, young = (f"{prefix}{now - timedelta(minutes=m):%Y%m%d%H%M%S}-1" for m in (61, 59))
    for name in (old, young):
        index.indices.create(index=name)
    judge(json.dumps(FOREIGN), HEAD, engine="elasticsearch")
    assert scratch_indices(index, settings) == [young]
    index.indices.delete(index=young)


def test_gains_are_discounted_by_rank():
    grades = {"a": 3, "b": 1}
    assert evaluation.ndcg(["a", "b"], grades) == 1
    assert evaluation.ndcg(["b", "a"], grades) == pytest.approx(
        (1 + 7 / 1.585) / (7 + 1 / 1.585), 1e-3
    )
    assert evaluation.ndcg(["x"], grades) == 0
    assert evaluation.ndcg(["x"], {"a": 0}) is None
    assert evaluation.reciprocal_rank(["x", "b"], grades) == 0.5
    assert evaluation.reciprocal_rank(["x"], grades) == 0
