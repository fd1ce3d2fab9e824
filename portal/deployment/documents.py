"""Documents of a file: checked when they come, kept out of reach of the site, and handed to who
reads the file alone."""

import shlex
import subprocess
import uuid
from datetime import datetime
from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.deployment.models import Document, Event, Project
from portal.deployment.services import Capacities, note_event
from portal.deployment.steps import acting_as
from tenants.accounts.models import User

LARGEST = 10 * 1024 * 1024
HEAD = 8192
SCAN_SECONDS = 30
CLEAN, INFECTED = 0, 1
# By what is in the file, never by its name: {type: endings that its name may have}.
TAKEN = {
    "application/pdf": (".pdf",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
}


@transaction.atomic
def add_document(
    *, project: Project, act: str, sent: UploadedFile, by: User, now: datetime
) -> Document:
    """Raises ValidationError with why it is not taken."""
    media_type = check_document(sent)
    scanned = scan(sent)
    key = uuid.uuid4()
    document = Document(
        project=project,
        act=act,
        key=key,
        name=_kept_name(sent.name),
        media_type=media_type,
        size=sent.size,
        scanned=scanned,
        by=by,
        at=now,
    )
    document.file.save(key.hex, sent, save=False)
    document.full_clean()
    document.save()
    return document


@transaction.atomic
def remove_document(*, document: Document, by: User, capacities: Capacities, now: datetime) -> None:
    """Its name stays in the history."""
    said = {"subject": document.act, "words": document.name}
    capacity = acting_as(capacities)
    kind = Event.Kind.DOCUMENT_REMOVED
    note_event(document.project, kind, by=by, capacity=capacity, now=now, **said)
    storage, name = document.file.storage, document.file.name
    document.delete()
    transaction.on_commit(lambda: storage.delete(name), robust=True)


def check_document(sent: UploadedFile) -> str:
    """What it really is. Raises ValidationError."""
    if sent.size > LARGEST:
        raise ValidationError(_("This file is too large: 10 MB at most."))
    sent.seek(0)
    found = filetype.guess_mime(sent.read(HEAD))
    sent.seek(0)
    ending = PurePath(sent.name).suffix.lower()
    if ending not in TAKEN.get(found or "", ()):
        raise ValidationError(_("This is not a PDF, an ODT, a DOCX or a picture."))
    return found


def scan(sent: UploadedFile) -> bool:
    """Whether the scanner of this installation has found it clean; False without a scanner.

    Raises ValidationError when it is not clean, or when the scanner did not answer.
    """
    if not settings.VIRUS_SCANNER:
        return False
    sent.seek(0)
    try:
        answer = subprocess.run(  # noqa: S603 - the command of whoever runs the portal
            shlex.split(settings.VIRUS_SCANNER),
            input=sent.read(),
            capture_output=True,
            timeout=SCAN_SECONDS,
            check=False,
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        answer = None
    sent.seek(0)
    if answer == INFECTED:
        raise ValidationError(_("A virus was found in this file: it was not kept."))
    if answer != CLEAN:
        raise ValidationError(_("This file could not be checked for viruses. Try again later."))
    return True


def _kept_name(name: str) -> str:
    """Its last 150 characters, the ending included, without what a header could not hold."""
    kept = "".join(one for one in name if one.isprintable())
    return kept[-150:]
