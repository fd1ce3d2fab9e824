from datetime import date
from uuid import uuid4

import pytest

from search import clients, indexing
from search.knowledge import count_words, forget_knowledge
from search.query import Search
from search.services import find_offers, read_words
from tenants.geography import suggest

TODAY = date(2026, 11, 23)


@pytest.fixture
def index(elasticsearch, settings):
    """A real Elasticsearch with an index of this test's own; the client that writes it."""
    settings.ELASTICSEARCH_URL = elasticsearch
    settings.ELASTICSEARCH_PREFIX = f"test-{uuid4().hex[:12]}"
    client = clients.indexing_client(elasticsearch)
    yield client
    for name in client.indices.get(index=f"{settings.ELASTICSEARCH_PREFIX}-offers-*"):
        client.indices.delete(index=name)


@pytest.fixture(params=["postgresql", "elasticsearch"])
def engine(request, settings):
    """Each test that asks for it runs on both engines."""
    if request.param == "elasticsearch":
        request.getfixturevalue("index")
    else:
        settings.ELASTICSEARCH_URL = ""
    return request.param


@pytest.fixture
def find(engine, public):
    """`find(words="…", place=…)`: the results of the engine, on what is published by then."""

    def search(words="", **asked):
        if engine == "elasticsearch":
            indexing.index_waiting()
        results = find_offers(asked_in_words(words, **({"day": TODAY} | asked)))
        assert results.engine == engine
        return results

    return search


def asked_in_words(words, **asked):
    """A search for these words, with what the catalogue says by now."""
    count_words()
    forget_knowledge()
    read = read_words(words, near=asked.get("place"), place_allowed=False)
    return Search(terms=read.terms, typed=read.typed, **asked)


@pytest.fixture
def titles(find):
    """`titles(words="…")`: what is found, in order."""

    def search(**asked):
        return [hit.card["title"] for hit in find(**asked).hits]

    return search


@pytest.fixture(scope="session")
def place():
    """`place("51454")`: a commune of the real geography."""
    return suggest.find
