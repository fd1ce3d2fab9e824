"""The file: a zip of lines of JSON and of pictures, with a manifest that names each of them and its
digest."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FORMAT = 1
MANIFEST = "manifest.json"
PIECE = 1 << 20
# What reading something else, or half of it, raises.
NOT_ONE = (
    BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, EOFError,
    RuntimeError,
)  # fmt: skip


class Writing:
    """`with Writing(file, made_at=…, …) as package:`; what it is given in words is in the
    manifest, which is written last."""

    def __init__(self, file: IO[bytes] | str, **said: Any):
        self.zip = ZipFile(file, "w", ZIP_DEFLATED)
        self.said, self.digests = said, {}

    def __enter__(self):
        return self

    def __exit__(self, error, *_more):
        if error is None:
            manifest = {"format": FORMAT, **self.said, "files": self.digests}
            self.zip.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        self.zip.close()

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        with self.zip.open(name, "w") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        self.digests[name] = digest.hexdigest()

    def add_rows(self, name: str, rows: Iterable[dict]) -> None:
        self.add(name, (f"{json.dumps(row, ensure_ascii=False)}\n".encode() for row in rows))

    def add_file(self, name: str, file: IO[bytes]) -> None:
        self.add(name, iter(lambda: file.read(PIECE), b""))


class Package:
    """What such a file holds, once it is known to be whole. Raises ValidationError with why not."""

    def __init__(self, file: IO[bytes] | str):
        try:
            self.zip = ZipFile(file)
            self.manifest = json.loads(self.zip.read(MANIFEST))
            self._check()
        except NOT_ONE as error:
            raise ValidationError(
                _("This file is no archive of a territory, or it is damaged.")
            ) from error

    def _check(self):
        if self.manifest["format"] != FORMAT:
            raise ValidationError(_("This archive is of a format that this portal does not know."))
        names = [one for one in self.zip.namelist() if one != MANIFEST]
        whole = sorted(names) == sorted(self.manifest["files"])
        if not whole or any(".." in PurePosixPath(one).parts or one[0] == "/" for one in names):
            raise ValueError
        for name, digest in self.manifest["files"].items():
            found = hashlib.sha256()
            for piece in self.pieces(name):
                found.update(piece)
            if found.hexdigest() != digest:
                raise ValidationError(
                    _("“%(name)s” is not what it was when this archive was made."),
                    params={"name": name},
                )

    def names(self, folder: str) -> list[str]:
        return [one for one in self.manifest["files"] if one.startswith(f"{folder}/")]

    def pieces(self, name: str) -> Iterator[bytes]:
        with self.zip.open(name) as file:
            yield from iter(lambda: file.read(PIECE), b"")

    def read(self, name: str) -> Any:
        return json.loads(self.zip.read(name))

    def rows(self, name: str) -> Iterator[dict]:
        with self.zip.open(name) as file:
            for line in file:
                yield json.loads(line)
