"""The files of a territory: in a folder of its own, served on its own site alone."""

import errno
import os
from contextlib import suppress

from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse, Http404
from django_tenants.files.storage import TenantFileSystemStorage

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoomError(Exception):
    """The disk, or the share of it that is ours, is full: the file was not kept."""


class TerritoryStorage(TenantFileSystemStorage):
    def _save(self, name, content):
        """A file that does not fit leaves no half of itself. Raises NoRoomError."""
        try:
            return super()._save(name, content)
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            with suppress(FileNotFoundError):
                os.remove(self.path(name))
            raise NoRoomError from error


def serve_own(request, path):
    """A file of the territory whose site this is; the neighbours' do not exist here."""
    schema, _slash, name = path.partition("/")
    if schema != connection.schema_name or not name or ".." in name:
        raise Http404
    if name.startswith("documents/") or not default_storage.exists(name):
        raise Http404
    return FileResponse(default_storage.open(name))
