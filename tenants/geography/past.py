"""What was written for a commune that splits, or for a group of communes that is gone, is for all
its people: where they live goes on answering with that typed code, a past zone.
"""

from collections.abc import Container, Iterable

from tenants.geography.dataset import CommuneRow, Dataset


def past_zones(
    before: Dataset, communes: Iterable[CommuneRow], epci: Container[str]
) -> dict[str, list[str]]:
    """{INSEE code: typed codes, sorted} for the communes and groups of a new file that follows
    `before`; communes without any are left out."""
    known = {row.code: row for row in before.communes}
    wholes = {old: row for row in before.communes for old in row.former_codes}

    def carried(source: CommuneRow) -> set[str]:
        gone = {f"epci:{source.epci}"} if source.epci and source.epci not in epci else set()
        return gone.union(before.past_zones.get(source.code, ()))

    found = {}
    for row in communes:
        # Itself, and those that merged in it.
        sources = [known[code] for code in (row.code, *row.former_codes) if code in known]
        whole = wholes.get(row.code) if row.code not in known else None
        if whole and not sources:
            zones = carried(whole) | {f"commune:{whole.code}"}
        else:
            zones = set().union(*map(carried, sources)) - {f"commune:{row.code}"}
        if zones:
            found[row.code] = sorted(zones)
    return found
