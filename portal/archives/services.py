"""Archives that are kept here: asked for, made by the worker, put back, thrown away."""

from functools import partial
from tempfile import TemporaryFile

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from portal.archives import tasks
from portal.archives.exporting import export_territory
from portal.archives.importing import import_territory
from portal.archives.models import Archive
from tenants.models import Territory


def ask_for_archive(*, territory: Territory) -> Archive:
    """The worker makes it as soon as this transaction is committed."""
    archive = Archive.objects.create(territory=territory, slug=territory.slug, name=territory.name)
    transaction.on_commit(partial(tasks.make_archive, archive.pk), robust=True)
    return archive


def make_archive(archive: Archive) -> Archive:
    """Write its file. What keeps it from being made is on its row, in words."""
    try:
        with TemporaryFile() as file:
            export_territory(territory=archive.territory, file=file)
            file.seek(0)
            archive.file.save(f"{archive.slug}-{timezone.now():%Y%m%d-%H%M%S}.zip", File(file))
    except ValidationError as refusal:
        archive.state, archive.problem = Archive.State.FAILED, " ".join(refusal.messages)
    else:
        archive.state, archive.problem = Archive.State.READY, ""
    archive.save()
    return archive


def restore(archive: Archive) -> Territory:
    """The territory as it was, without the requests of then. Raises as import_territory does."""
    with archive.file.open() as file:
        territory = import_territory(file=file, was=archive.territory)
    archive.territory = territory
    archive.save(update_fields=["territory"])
    return territory


@transaction.atomic
def throw_away(archive: Archive) -> None:
    transaction.on_commit(partial(archive.file.storage.delete, archive.file.name), robust=True)
    archive.delete()
