"""Documents to hand over: a title, then headings, paragraphs, facts and tables, as a PDF that a
screen reader follows (PDF/UA). No font, file nor address of the machine comes into it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import typst
from django.utils.translation import get_language

LAYOUT = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True)
class Heading:
    """`level` 1 is right below the document's title; no level is skipped."""

    text: str
    level: int = 1
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True)
class Paragraph:
    text: str
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True)
class Facts:
    """`[("Retention", "1 day"), …]`"""

    facts: Sequence[tuple[str, str]]
    kind: str = field(default="facts", init=False)


@dataclass(frozen=True)
class Table:
    """Its head is said again on each page. `widths` are shares of the page, one a column."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    kind: str = field(default="table", init=False)


Block = Heading | Paragraph | Facts | Table


def write_pdf(*, title: str, about: str, blocks: Sequence[Block], landscape: bool = False) -> bytes:
    """The document in the active language; `about` is the line below its title."""
    document = {
        "title": title,
        "about": about,
        "language": (get_language() or "fr").split("-")[0],
        "landscape": landscape,
        "blocks": [asdict(block) for block in blocks],
    }
    try:
        return _compiled(document, "ua-1")
    except typst.TypstError:
        # A character that the font lacks, an emoji for example: it is shown as an empty box.
        return _compiled(document, None)


def _compiled(document: dict, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        LAYOUT,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(document)},
        pdf_standards=standard,
    )
