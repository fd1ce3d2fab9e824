"""What is written under a few headings, in as many sittings as it takes: each time it is kept is a
version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.deployment.models import Project, Written
from portal.documents import Block, Heading, Paragraph
from tenants.accounts.models import User

Kind = TypeVar("Kind", bound=Written)


@dataclass(frozen=True)
class Section:
    key: str
    title: str | Promise
    asks: str | Promise


def missing_sections(sections: Sequence[Section], content: Mapping) -> list[str]:
    """The titles of those that are still empty."""
    return [str(section.title) for section in sections if not content.get(section.key)]


@transaction.atomic
def write_version(
    *, kind: type[Kind], project: Project, content: Mapping, by: User, now: datetime
) -> Kind:
    """One more version; the same words make none."""
    Project.objects.select_for_update().get(pk=project.pk)
    last = kind.objects.filter(project=project).first()
    if last and last.content == content:
        return last
    number = last.version + 1 if last else 1
    version = kind(project=project, version=number, content=content, by=by, at=now)
    version.full_clean()
    version.save()
    return version


def blocks_of(said: Iterable[tuple[Section, str]]) -> list[Block]:
    """Each section with its words, for a PDF."""
    blocks: list[Block] = []
    for section, words in said:
        blocks.append(Heading(str(section.title)))
        paragraphs = [one.strip() for one in words.split("\n") if one.strip()]
        blocks += [Paragraph(one) for one in paragraphs or [_("Still to be written.")]]
    return blocks
