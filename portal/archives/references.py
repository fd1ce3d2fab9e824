"""What the rows of a territory point to in the shared tables, whose numbers are others elsewhere: a
content type by its name, an account by its address, an organisation by its name and place."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from modelcluster.models import ClusterableModel, get_all_child_relations

from contacts.models import Organisation, Professional
from tenants.accounts.models import User

SHARED = (ContentType, User, Organisation, Professional)
# Where a row holds another one, whole: {table: (column, content type of what it holds)}.
WITHIN = {
    "wagtailcore_revision": ("content", "content_type_id"),
    "wagtail_localize_translationsource": ("content_json", "specific_content_type_id"),
}
Numbers = dict[type[models.Model], dict[int, int | None]]


class Sought(defaultdict):
    """{shared model: numbers that rows point to}."""

    def __init__(self):
        super().__init__(set)

    def add(self, model: type[models.Model], row: dict) -> None:
        def note(shared: type[models.Model], number: int) -> int:
            self[shared].add(number)
            return number

        change_references(model, row, note)


def change_references(
    model: type[models.Model],
    row: dict,
    change: Callable[[type[models.Model], int], int | None],
) -> None:
    """Give each number of a shared row in `row`, as the database has it, another one."""
    within = WITHIN.get(model._meta.db_table)
    held = within and _model_of(change(ContentType, row[within[1]]))
    for field in _to_shared(model):
        if row[field.column] is not None:
            row[field.column] = change(field.related_model, row[field.column])
    if held is None:
        return
    content = row[within[0]]
    whole = json.loads(content) if isinstance(content, str) else content
    _change_within(held, whole, change)
    row[within[0]] = json.dumps(whole) if isinstance(content, str) else whole


def _model_of(number: int | None) -> type[models.Model] | None:
    return ContentType.objects.get_for_id(number).model_class() if number else None


def _change_within(model: type[models.Model], data: dict[str, Any], change) -> None:
    for field in _to_shared(model, inherited=True):
        if isinstance(data.get(field.name), int):
            data[field.name] = change(field.related_model, data[field.name])
    if issubclass(model, ClusterableModel):
        for relation in get_all_child_relations(model):
            for child in data.get(relation.get_accessor_name()) or []:
                _change_within(relation.related_model, child, change)


def _to_shared(model: type[models.Model], *, inherited: bool = False) -> Iterator[models.Field]:
    options = model._meta
    for field in options.concrete_fields if inherited else options.local_concrete_fields:
        if field.is_relation and field.related_model in SHARED:
            yield field
