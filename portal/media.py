from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse, Http404


def serve_own(request, path):
    """A file of the territory whose site this is; the neighbours' do not exist here."""
    schema, _slash, name = path.partition("/")
    if schema != connection.schema_name or not name or ".." in name:
        raise Http404
    if name.startswith("documents/") or not default_storage.exists(name):
        raise Http404
    return FileResponse(default_storage.open(name))
