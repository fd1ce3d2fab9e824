"""Each task runs in the schema that queued it, whatever the schema at the commit."""

from datetime import datetime

import pytest
from django.db import connection, transaction
from django_tenants.utils import tenant_context
from huey.api import Task
from huey.contrib.djhuey import HUEY

seen = []


@HUEY.task()
def note_schema():
    seen.append(connection.schema_name)


@pytest.fixture(autouse=True)
def _nothing_seen():
    seen.clear()


def test_a_task_runs_in_the_schema_that_queued_it(lyon):
    note_schema()
    assert seen == ["lyon"]
    assert connection.schema_name == "lyon"


def test_a_task_read_back_from_the_queue_keeps_its_schema(lyon, reims):
    with tenant_context(lyon):
        message = HUEY.serialize_task(note_schema.s())
    task = HUEY.deserialize_task(message)
    assert isinstance(task, Task)
    HUEY._execute(task, datetime.now())  # noqa: DTZ005 - huey's own clock
    assert seen == ["lyon"]
    assert connection.schema_name == "reims"


def test_on_commit_runs_in_the_schema_that_asked(lyon, reims, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with tenant_context(lyon):
            transaction.on_commit(lambda: seen.append(connection.schema_name))
        transaction.on_commit(lambda: seen.append(connection.schema_name))
    assert seen == ["lyon", "reims"]


def test_content_types_keep_their_memory_when_the_schema_changes(lyon, reims):
    from django.contrib.contenttypes.models import ContentType

    found = ContentType.objects.get_by_natural_key("accounts", "user")
    connection.set_tenant(lyon)
    assert ContentType.objects.get_for_id(found.pk) is found


def test_what_somebody_waits_for_goes_before_the_housekeeping():
    from contacts.tasks import send_waiting
    from search.tasks import index_waiting

    for task in (send_waiting, index_waiting):
        assert task.s().priority > (note_schema.s().priority or 0)
