from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from contacts.enums import Actor, EventKind
from contacts.models import ContactRequest, Professional, RequestEvent


@transaction.atomic
def record_export(
    *,
    requests: Sequence[ContactRequest],
    by: Mapping[int, Professional],
    file_format: str,
    now: datetime,
) -> None:
    """An event for each request of a list that left the portal; `by` under which of their rows, by
    organisation. It changes no plan."""
    RequestEvent.objects.bulk_create(
        RequestEvent(
            request=request,
            kind=EventKind.EXPORTED,
            actor=Actor.PROFESSIONAL,
            professional=by[request.organisation_id],
            detail=file_format,
            at=now,
        )
        for request in requests
    )
