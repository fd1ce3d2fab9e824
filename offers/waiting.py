"""What the country decided and each territory has to do with its offers."""

from collections.abc import Callable

from django.db.models import QuerySet

from tenants.models import Territory


def act_where_it_waits(rows: QuerySet, act: Callable[[Territory], None]) -> None:
    """One territory of these rows after the other; where it fails, its rows say why and wait, and
    the others go on. In the public schema."""
    for territory in Territory.objects.filter(pk__in=rows.values("territory")):
        try:
            act(territory)
        except Exception as error:
            told = " ".join(getattr(error, "messages", [str(error)])) or repr(error)
            rows.filter(territory=territory).update(problem=told)
