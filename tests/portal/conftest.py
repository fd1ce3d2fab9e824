import pytest

from search.indexing import index_waiting
from search.knowledge import count_words, forget_knowledge
from tests.search.conftest import engine, index

__all__ = ["engine", "index"]


@pytest.fixture
def known(settings):
    """`known()`: what was published is in the index, if there is one, and its words are learned."""

    def make():
        if settings.ELASTICSEARCH_URL:
            index_waiting()
        count_words()
        forget_knowledge()

    return make
