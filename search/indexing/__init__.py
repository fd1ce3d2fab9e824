"""From the catalogue to the index: what waits, a whole rebuild, and whether both say the same.

Each document carries its row's `seq` as an external version, so that writing twice, or two workers
writing in any order, ends with the newest.
"""

from search.indexing.drift import Drift, find_drift, repair, report_drift
from search.indexing.indices import IndexingError
from search.indexing.locks import REBUILD_LOCK, SWAP_LOCK, is_rebuilding
from search.indexing.outbox import BATCH, Lag, catch_up, index_waiting, lag, try_again
from search.indexing.rebuilding import rebuild, remove_old_indices

__all__ = [
    "BATCH",
    "REBUILD_LOCK",
    "SWAP_LOCK",
    "Drift",
    "IndexingError",
    "Lag",
    "catch_up",
    "find_drift",
    "index_waiting",
    "is_rebuilding",
    "lag",
    "rebuild",
    "remove_old_indices",
    "repair",
    "report_drift",
    "try_again",
]
