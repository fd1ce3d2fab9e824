"""How well searches answer, on judged queries: see tests/search/queries."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from search import evaluation
from search.models import CatalogueOffer
from tests.search.conftest import TODAY
from tests.search.demo_offers import QUERIES, write_demo_offers

DEMO, HELD_OUT = QUERIES / "demo.csv", QUERIES / "held_out.csv"


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


def mean(answers):
    return sum(one.ndcg for one in answers) / len(answers)


def test_the_demo_s_queries_are_answered_well_by_both_engines(answers, index):
    full = answers("elasticsearch", DEMO)
    assert len({one.question.query for one in full}) >= 120
    assert mean(full) >= 0.88, evaluation.summary(full)
    assert {one.question.query: one.found for one in full if one.ndcg < 0.5} == {}
    assert [one.question.query for one in full if not one.found] == []
    plain = answers("postgresql", DEMO)
    assert mean(plain) >= mean(full) - 0.10, evaluation.summary(plain)


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
        ("{}", "query,commune,offer_id,grade\n", "line 1"),
        ("not json", "query,commune,offer_id,grade\n", "line 1"),
        ('{"id": 1, "title": "A", "coverage": ["moon:1"]}', "query,commune,offer_id,grade\n", "1"),
        ("", "query,commune\nA,51454\n", "line 2"),
        ("", "query,commune,offer_id,grade\nA,99999,1,2\n", "no commune"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path, public, settings, offers, judgements, sentence
):
    settings.ELASTICSEARCH_URL = ""
    (tmp_path / "offers.jsonl").write_text(offers)
    (tmp_path / "judgements.csv").write_text(judgements)
    with pytest.raises(CommandError, match=sentence):
        call_command(
            "evaluate_search",
            offers=tmp_path / "offers.jsonl",
            judgements=tmp_path / "judgements.csv",
            stdout=StringIO(),
        )


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
