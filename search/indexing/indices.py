"""The indices of this portal, and which of them is in use: aliases say it, and nothing else.

`<prefix>-offers-<mapping hash>-<time>` is in use when the read and the write alias point to it; the
one that was in use before carries the alias "former"; one without any alias was never finished.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from elasticsearch import Elasticsearch

from search.clients import index_aliases, indexing_client
from search.documents import mapping_hash

FORMER = "former"


class IndexingError(Exception):
    """An index cannot be made, compared or put in place; the message says why."""


@dataclass(frozen=True)
class Index:
    name: str
    aliases: frozenset[str]

    @property
    def in_use(self) -> bool:
        return any(alias.endswith(("-read", "-write")) for alias in self.aliases)

    @property
    def is_former(self) -> bool:
        return former_alias() in self.aliases

    @property
    def serves(self) -> bool:
        """Whether this code reads and writes it."""
        return self.aliases >= set(index_aliases())

    @property
    def is_of_other_code(self) -> bool:
        return f"-{mapping_hash()}-" not in self.name


def insisting_client() -> Elasticsearch:
    if not settings.ELASTICSEARCH_URL:
        raise IndexingError("No Elasticsearch is configured: set ELASTICSEARCH_URL.")
    return indexing_client(settings.ELASTICSEARCH_URL)


def all_indices(client: Elasticsearch) -> list[Index]:
    found = client.indices.get_alias(index=f"{settings.ELASTICSEARCH_PREFIX}-offers-*")
    return [Index(name, frozenset(about["aliases"])) for name, about in sorted(found.items())]


def in_use(indices: list[Index]) -> Index | None:
    """The one that serves this code if there is one, else another's."""
    used = [index for index in indices if index.in_use]
    return next((index for index in used if index.serves), used[0] if used else None)


def new_name() -> str:
    made_at = f"{timezone.now():%Y%m%d%H%M%S%f}"
    return f"{settings.ELASTICSEARCH_PREFIX}-offers-{mapping_hash()}-{made_at}"


def former_alias() -> str:
    return f"{settings.ELASTICSEARCH_PREFIX}-offers-{FORMER}"


def swap(client: Elasticsearch, name: str) -> None:
    """Point the aliases at `name`, all at once; the index in use till now becomes the former one,
    and those before it are removed."""
    others = [index for index in all_indices(client) if index.name != name]
    actions = [
        {"remove": {"index": index.name, "aliases": sorted(index.aliases)}}
        for index in others
        if index.aliases
    ]
    former = [index for index in others if index.in_use]
    actions += [{"add": {"index": index.name, "alias": former_alias()}} for index in former]
    actions.append({"add": {"index": name, "aliases": list(index_aliases())}})
    client.indices.update_aliases(actions=actions)
    for index in set(others) - set(former):
        client.indices.delete(index=index.name)
