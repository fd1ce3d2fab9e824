import pytest
from django.core.files.storage import storages

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


@pytest.fixture
def private_folder(tmp_path, monkeypatch):
    """Where the private files of this test are, and no other."""
    storage = storages["private"]
    monkeypatch.setattr(storage, "_location", tmp_path)
    for name in ("base_location", "location"):
        vars(storage).pop(name, None)
    yield
    for name in ("base_location", "location"):
        vars(storage).pop(name, None)
