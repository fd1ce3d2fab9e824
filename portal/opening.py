"""Opening a territory that was prepared on the screens: what is still missing, then all of it in
one transaction, at once or by the worker."""

from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tenants.utils import schema_context, tenant_context

from offers.services import fill_territory, set_site
from portal.first_letter import write_to_first_animator
from portal.reach import Reach, reach_of
from tenants.accounts.models import User
from tenants.coverage import read_zones
from tenants.models import Opening, Territory
from tenants.provisioning import (
    change_host,
    check_host,
    check_slug,
    open_territory,
)
from tenants.roles import Role, set_role
from themes.models import Theme


@dataclass(frozen=True)
class Problem:
    """Why it cannot open yet: a sentence, the step where it is put right, and the territory that
    has these communes already, if that is why."""

    step: str
    sentence: str
    territory: Territory | None = None


def problems_of(opening: Opening, reach: Reach) -> list[Problem]:
    """All that keeps it from opening, in the order of the steps; `reach` is of its zones."""
    return [
        *_name_and_address(opening),
        *_where(opening, reach),
        *([] if opening.themes else [Problem("themes", _("Choose one theme at least."))]),
        *_legal(opening),
        *_animator(opening),
    ]


def open_prepared(opening: Opening) -> Territory:
    """Open it now, from a spare schema, with its first animator: all or nothing; twice is once.

    Raises tenants.provisioning.NoSpareError when no schema is ready, ValidationError with why not.
    """
    with schema_context("public"), transaction.atomic():
        opening = Opening.objects.select_for_update().get(pk=opening.pk)
        if opening.territory:
            return opening.territory
        if problems := problems_of(opening, reach_of(read_zones(opening.zones))):
            raise ValidationError([one.sentence for one in problems])
        territory = open_territory(
            slug=opening.slug,
            name=opening.name,
            host=opening.asked_host,
            zones=opening.zones,
            fill=lambda territory, host: _fill(opening, territory, host),
            phone=opening.phone,
            palette=opening.palette,
            logo=opening.logo,
            logo_alt=opening.logo_alt,
            languages=opening.languages,
            themes=opening.themes,
            controller=opening.controller,
            data_contact=opening.data_contact,
            legal_basis=opening.legal_basis,
            retention_days=opening.retention_days,
        )
        opening.state, opening.territory, opening.problem = Opening.State.OPEN, territory, ""
        opening.save()
        transaction.on_commit(partial(write_to_first_animator, opening.pk), robust=True)
    return territory


def wait_for_worker(opening: Opening) -> None:
    """No schema is ready: the worker makes one, then opens it."""
    opening.state, opening.problem = Opening.State.WAITING, ""
    opening.save(update_fields=["state", "problem", "changed_at"])


def open_waiting() -> None:
    """Open what waits, for as long as schemas are ready; what cannot open is in preparation again,
    with its reason. Raises NoSpareError when there are too few."""
    for opening in Opening.objects.filter(state=Opening.State.WAITING).order_by("changed_at"):
        try:
            open_prepared(opening)
        except ValidationError as refusal:
            opening.state, opening.problem = Opening.State.DRAFT, " ".join(refusal.messages)[:500]
            opening.save(update_fields=["state", "problem", "changed_at"])


@transaction.atomic
def move_to_host(territory: Territory, host: str) -> None:
    """Another address, for its pages and for the previews and links of its editors.

    Raises ValidationError, see tenants.provisioning.change_host.
    """
    change_host(territory=territory, host=host)
    with tenant_context(territory):
        set_site(host=host)


def _fill(opening: Opening, territory: Territory, host: str) -> None:
    themes = Theme.objects.current().filter(key__in=opening.themes)
    fill_territory(territory, host, themes=themes)
    animator = User.objects.filter(email__iexact=opening.animator_email).first()
    if animator is None:
        animator = User.objects.create_user(
            opening.animator_email,
            first_name=opening.animator_first_name,
            last_name=opening.animator_last_name,
        )
    set_role(user=animator, role=Role.ANIMATOR)


def _name_and_address(opening):
    if not opening.name:
        yield Problem("name", _("Give it a name."))
    if not opening.slug:
        yield Problem("name", _("Choose its short name, the start of its address."))
        return
    try:
        check_slug(opening.slug)
        check_host(opening.asked_host)
    except ValidationError as error:
        yield from (Problem("name", sentence) for sentence in error.messages)


def _where(opening, reach):
    if not opening.zones:
        yield Problem("where", _("Say where it is: one zone at least."))
    elif not reach.communes:
        yield Problem("where", _("No commune of today is in these zones."))
    for territory, count in reach.conflicts:
        sentence = ngettext(
            "%(count)d commune already belongs to %(territory)s.",
            "%(count)d communes already belong to %(territory)s.",
            count,
        ) % {"count": count, "territory": territory}
        yield Problem("where", sentence, territory)


def _legal(opening):
    if not opening.controller:
        yield Problem("legal", _("Say who is responsible for the personal data."))
    if not opening.data_contact:
        yield Problem("legal", _("Say how to write to the data-protection officer."))


def _animator(opening):
    if not opening.animator_email:
        yield Problem("animator", _("Give the address of the first animator."))
    elif User.objects.filter(email__iexact=opening.animator_email, is_active=False).exists():
        yield Problem(
            "animator", _("This account is closed: open it again, or choose another one.")
        )
