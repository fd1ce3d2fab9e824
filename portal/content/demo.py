"""What `make demo` needs before it serves: sites, people, content. Each step can be done again."""

from collections.abc import Iterator

from django.core.management import call_command
from django.utils import timezone
from django_tenants.utils import schema_context, tenant_context

from contacts.models import Professional
from offers.services import fill_territory
from portal.content.followers import follow
from portal.content.loading import load_content
from portal.territories import territory_host
from tenants.accounts.models import User
from tenants.geography.models import Commune
from tenants.geography.services import load_geography
from tenants.models import NATIONAL, Territory
from tenants.palette import PALETTES
from tenants.provisioning import NoSpareError, add_spare, open_territory
from tenants.roles import Role, set_role
from themes.services import load_themes

PASSWORD = "boussole"  # noqa: S105 - printed on the screen of a demo
SITES = {
    NATIONAL: {"name": "Boussole", "zones": (), "phone": "01 99 00 00 10"},
    "reims": {"name": "Grand Reims", "zones": ("epci:200067213",), "phone": "03 53 01 00 10"},
    "lyon": {"name": "Métropole de Lyon", "zones": ("epci:200046977",), "phone": "04 65 71 00 10"},
    "lot": {"name": "Lot", "zones": ("departement:46",), "phone": "05 36 49 00 10"},
}
ACCOUNTS = {
    "admin@example.invalid": "national admin, everywhere",
    "animator.reims@example.invalid": "animator of Grand Reims",
    "editor.reims@example.invalid": "editor in Grand Reims",
    "animator.lyon@example.invalid": "animator of Métropole de Lyon",
    "editor.lyon@example.invalid": "editor in Métropole de Lyon",
    "animator.lot@example.invalid": "animator of Lot",
    "editor.lot@example.invalid": "editor in Lot",
    "professional@example.invalid": "professional in Grand Reims and Métropole de Lyon (at /pro/)",
    "region@example.invalid": "regional correspondent of Grand Est (at /suivi/)",
    "departement@example.invalid": "departmental correspondent of the Marne (at /suivi/)",
    "committee@example.invalid": "member of a comité, in Épernay (at /suivi/dossiers/)",
}


def prepare() -> Iterator[str]:
    """Do what is missing, a sentence at each step."""
    yield "Database"
    call_command("upgrade_territories", verbosity=0)
    with schema_context("public"):
        if not Commune.objects.exists():
            yield "Communes of France"
            load_geography()
        load_themes()
        for slug, site in SITES.items():
            if not Territory.objects.filter(schema_name=slug).exists():
                yield f"Opening {site['name']}"
                open_site(slug)
        _make_accounts()
    for territory in Territory.objects.filter(schema_name__in=SITES):
        yield f"Offers of {territory.name}"
        for _count in load_content(territory):
            pass
    with schema_context("public"):
        _give_the_professional_their_work()
        yield "A territory to come"
        follow(timezone.localdate())


def open_site(slug: str) -> None:
    """Open this territory of SITES, from a spare schema or from one made now."""
    options = {
        "slug": slug,
        "host": territory_host(slug),
        "fill": fill_territory,
        "palette": PALETTES[slug].as_dict(),
        **SITES[slug],
    }
    try:
        open_territory(**options)
    except NoSpareError:
        add_spare()
        open_territory(**options)


def _make_accounts():
    for email in ACCOUNTS:
        if User.objects.filter(email=email).exists():
            continue
        name, _at, _domain = email.partition("@")
        role, _dot, slug = name.partition(".")
        national = role == "admin"
        user = User.objects.create_user(email, PASSWORD, is_superuser=national, is_staff=national)
        if slug:
            with tenant_context(Territory.objects.get(schema_name=slug)):
                set_role(user=user, role=Role(role))


def _give_the_professional_their_work():
    """One account for two organisations, of two territories."""
    user = User.objects.get(email="professional@example.invalid")
    for slug in ("reims", "lyon"):
        there = Professional.objects.filter(organisation__charters__territory__schema_name=slug)
        if not there.filter(user=user).exists():
            Professional.objects.filter(
                pk__in=there.filter(user=None, active=True).order_by("pk").values("pk")[:1]
            ).update(user=user)
