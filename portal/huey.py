"""The task queue: each task runs in the schema that queued it."""

from django.db import connection
from django_tenants.utils import get_tenant_model, schema_context, tenant_context
from huey import PostgresHuey
from huey.registry import Registry

SCHEMA = "__schema__"


class TenantRegistry(Registry):
    def create_message(self, task):
        schema = getattr(task, "schema_name", None) or connection.schema_name
        message = super().create_message(task)
        return message._replace(kwargs={**(message.kwargs or {}), SCHEMA: schema})

    def create_task(self, message):
        kwargs = dict(message.kwargs or {})
        schema = kwargs.pop(SCHEMA, None)
        task = super().create_task(message._replace(kwargs=kwargs))
        task.schema_name = schema
        return task


class TenantPostgresHuey(PostgresHuey):
    """`_registry` and `_execute` are huey's internals: the version is pinned, a test watches."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._registry = TenantRegistry()

    def _execute(self, task, timestamp):
        schema = getattr(task, "schema_name", None) or (
            connection.schema_name if self._immediate else "public"
        )
        with schema_context("public"):
            if schema == "public":
                return super()._execute(task, timestamp)
            with tenant_context(get_tenant_model().objects.get(schema_name=schema)):
                return super()._execute(task, timestamp)
