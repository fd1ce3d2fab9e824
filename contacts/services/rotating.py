"""A new key in front of CONTACT_KEYS: everything is locked again under it."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q, QuerySet

from contacts.models import BlockedContact
from contacts.sealed import fingerprint, seal_again, unseal

BATCH = 500
PREFIX = "sealed_"
# A model that is found again by a fingerprint names it in `renewed_fingerprint`: the column, its
# purpose, and the sealed column that it is made of.
NO_FINGERPRINT = ("", "", "")


def sealed_rows() -> int:
    return sum(rows.count() for rows in _all_sealed())


def rotate_keys() -> int:
    """Returns how many rows were locked again. Safe to interrupt and to run again."""
    return sum(_rotate(rows) for rows in _all_sealed())


def blocked_contacts() -> int:
    """Known by a fingerprint alone, which cannot be made again."""
    return BlockedContact.objects.count()


def sealed_models() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model with something under lock, whichever app it is of, and those columns."""
    for model in apps.get_models():
        names = [one.name for one in model._meta.concrete_fields if one.name.startswith(PREFIX)]
        if names:
            yield model, names


def _all_sealed() -> Iterator[QuerySet]:
    for model, names in sealed_models():
        nothing = Q(**dict.fromkeys(names, ""))
        yield model._default_manager.exclude(nothing)


def _rotate(rows: QuerySet) -> int:
    sealed = dict(sealed_models())[rows.model]
    found_by, purpose, column = getattr(rows.model, "renewed_fingerprint", NO_FINGERPRINT)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            batch = rows.filter(pk__in=keys[start : start + BATCH]).select_for_update()
            for row in batch:
                changed = {name: seal_again(getattr(row, name)) for name in sealed}
                if found_by and getattr(row, column):
                    value = unseal(getattr(row, column)).lower()
                    changed[found_by] = fingerprint(purpose, value)
                rows.model._default_manager.filter(pk=row.pk).update(**changed)
    return len(keys)
