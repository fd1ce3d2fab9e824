"""How the full engine does, for a screen that answers even when it does not."""

from dataclasses import dataclass

from django.conf import settings
from elasticsearch import ApiError, TransportError

from search.clients import NOT_LET_IN, breaker_of, search_client, within
from search.documents import mapping_hash
from search.indexing.indices import all_indices, in_use

SECONDS = 1.5


@dataclass(frozen=True)
class EngineHealth:
    """`trouble`: "" | none (nothing configured) | silent | refused (wrong account) | no_index |
    other_mapping | open (this process stopped asking for a while). What is not known is empty."""

    trouble: str = ""
    detail: str = ""
    breaker_open: bool = False
    cluster: str = ""
    nodes: int | None = None
    index: str = ""
    documents: int | None = None
    former: str = ""
    mapping_of_code: str = ""


def engine_health() -> EngineHealth:
    """Asked of the engine itself, in a second and a half at most. Raises nothing of it."""
    known = {"mapping_of_code": mapping_hash()}
    if not settings.ELASTICSEARCH_URL:
        return EngineHealth(trouble="none", **known)
    known["breaker_open"] = breaker_of(settings.ELASTICSEARCH_URL).is_open
    client = search_client(settings.ELASTICSEARCH_URL)
    try:
        with within(SECONDS):
            cluster = client.cluster.health(filter_path="status,number_of_nodes")
            known |= {"cluster": cluster["status"], "nodes": cluster["number_of_nodes"]}
            indices = all_indices(client)
            used = in_use(indices)
            if used is not None:
                known["index"] = used.name
                known["documents"] = client.count(index=used.name)["count"]
            known["former"] = next((one.name for one in indices if one.is_former), "")
    except (ApiError, TransportError) as error:
        refused = isinstance(error, ApiError) and error.status_code in NOT_LET_IN
        return EngineHealth("refused" if refused else "silent", str(error), **known)
    return EngineHealth(_trouble(used, known["breaker_open"]), **known)


def _trouble(used, breaker_open):
    if used is None:
        return "no_index"
    if not used.serves:
        return "other_mapping"
    return "open" if breaker_open else ""
