"""A new key in front of CONTACT_KEYS: everything is locked again under it."""

from django.db import transaction
from django.db.models import QuerySet

from contacts.models import ContactRequest, Message, RequestNote
from contacts.sealed import fingerprint, seal_again, unseal

BATCH = 500


def sealed_rows() -> int:
    return sum(rows.count() for rows in _sealed())


def rotate_keys() -> int:
    """Returns how many rows were locked again. Safe to interrupt and to run again."""
    return sum(_rotate(rows) for rows in _sealed())


def _sealed() -> tuple[QuerySet, ...]:
    return _requests(), _messages(), RequestNote.objects.all()


def _requests() -> QuerySet:
    return ContactRequest.objects.exclude(sealed_contact="")


def _messages() -> QuerySet:
    return Message.objects.exclude(sealed_body="")


def _rotate(rows: QuerySet) -> int:
    sealed = [field.name for field in rows.model._meta.fields if field.name.startswith("sealed_")]
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            batch = rows.filter(pk__in=keys[start : start + BATCH]).select_for_update()
            for row in batch:
                changed = {name: seal_again(getattr(row, name)) for name in sealed}
                if isinstance(row, ContactRequest):
                    value = unseal(row.sealed_contact).lower()
                    changed["contact_fingerprint"] = fingerprint("contact", value)
                rows.model.objects.filter(pk=row.pk).update(**changed)
    return len(keys)
