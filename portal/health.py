from django.db import connection
from django.http import JsonResponse
from django.utils import timezone

from contacts.services import overdue_for_purge


def health(request):
    """Whether this process reaches its database, and whether contacts are erased in their time: the
    second is for whoever watches, no reason to stop answering."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    late = overdue_for_purge(timezone.now()) > 0
    return JsonResponse({"database": "ok", "purge": "late" if late else "ok"})
