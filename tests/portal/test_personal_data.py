"""What the code stores about people is declared: what for, who sees it, until when."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from portal.personal_data import NOT_PERSONAL, STORED, names_of

OURS = {"portal", "tenants", "offers", "search", "themes", "contacts"}
TELLING = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
)
PERSONAL = {name for group in STORED for name in group.names}
OTHERS = set(names_of(NOT_PERSONAL))


def fields():
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            yield f"{model._meta.label}.{field.name}", field


def may_be_personal(field):
    """Of our models, what holds words; of those of libraries, an e-mail address or an account."""
    if isinstance(field, models.EmailField) or field.related_model is get_user_model():
        return True
    ours = field.model.__module__.split(".")[0] in OURS
    return ours and isinstance(field, TELLING) and not field.choices


def test_every_field_that_may_be_personal_is_declared():
    """Add what is missing to portal/personal_data.py."""
    wanted = {name for name, field in fields() if may_be_personal(field)}
    assert wanted - PERSONAL - OTHERS == set()


def test_what_is_declared_exists_and_is_declared_once():
    assert (PERSONAL | OTHERS) - {name for name, _field in fields()} == set()
    assert PERSONAL.isdisjoint(OTHERS)
