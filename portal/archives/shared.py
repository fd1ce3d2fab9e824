"""The shared rows that an archive names: written by what one recognises them by, found again, or
made, where it is imported."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from contacts.models import Charter, Organisation, Professional
from portal.archives.references import Numbers, Sought
from tenants.accounts.models import User
from tenants.models import Territory

Entry = dict[str, Any]
OF_ORGANISATION = (
    "name", "kind", "address", "postal_code", "commune_id", "lat", "lon", "phone", "email",
    "website",
)  # fmt: skip
OF_PROFESSIONAL = ("first_name", "last_name", "email", "phone", "is_lead")


def describe(territory: Territory, sought: Sought) -> dict[str, list[Entry]]:
    """What `sought` points to, the organisations of the territory's charter, and whoever works in
    all of these; no account of theirs, no password, nothing of a young person."""
    charters = Charter.objects.filter(territory=territory).order_by("organisation")
    organisations = sought[Organisation] | set(charters.values_list("organisation", flat=True))
    people = Professional.objects.filter(organisation__in=organisations, active=True)
    people |= Professional.objects.filter(pk__in=sought[Professional])
    organisations |= set(people.values_list("organisation", flat=True))
    return {
        "content_types": _rows(ContentType, sought[ContentType], "app_label", "model"),
        "users": _rows(User, sought[User], "email", "first_name", "last_name"),
        "organisations": _rows(Organisation, organisations, *OF_ORGANISATION),
        "professionals": _rows(
            Professional, people.values("pk"), "organisation_id", "active", *OF_PROFESSIONAL
        ),
        "charters": [
            {"organisation_id": one.organisation_id, "signed_on": one.signed_on.isoformat()}
            for one in charters
        ],
    }


def _rows(model: type[Model], numbers, *fields: str) -> list[Entry]:
    return list(model.objects.filter(pk__in=numbers).order_by("pk").values("pk", *fields))


def find_or_make(territory: Territory, described: dict[str, list[Entry]]) -> Numbers:
    """{shared model: {number in the archive: number here}}, for a territory that has just opened.

    What is here already stays as it is. Accounts that are made have no password, and no right but
    those that the territory gives them.
    """
    types = {one["pk"]: _type(one) for one in described["content_types"]}
    users = {one["pk"]: _user(one) for one in described["users"]}
    organisations = {one["pk"]: _organisation(one) for one in described["organisations"]}
    people = {
        one["pk"]: _professional(one, organisations[one["organisation_id"]])
        for one in described["professionals"]
    }
    for one in described["charters"]:
        Charter.objects.get_or_create(
            territory=territory,
            organisation_id=organisations[one["organisation_id"]],
            defaults={"signed_on": one["signed_on"]},
        )
    return {ContentType: types, User: users, Organisation: organisations, Professional: people}


def _type(one: Entry) -> int:
    return ContentType.objects.get_by_natural_key(one["app_label"], one["model"]).pk


def _user(one: Entry) -> int:
    found = User.objects.filter(email__iexact=one["email"]).first()
    if found is None:
        found = User.objects.create_user(
            one["email"], first_name=one["first_name"], last_name=one["last_name"]
        )
    return found.pk


def _organisation(one: Entry) -> int:
    fields = {name: one[name] for name in OF_ORGANISATION}
    found = Organisation.objects.filter(
        name__iexact=one["name"], postal_code=one["postal_code"], commune_id=one["commune_id"]
    ).order_by("pk").first() or Organisation(**fields)
    if found.pk is None:
        found.full_clean()
        found.save()
    return found.pk


def _professional(one: Entry, organisation: int) -> int:
    same = Professional.objects.filter(organisation=organisation)
    if one["email"]:
        same = same.filter(email__iexact=one["email"])
    else:
        same = same.filter(first_name=one["first_name"], last_name=one["last_name"])
    found = same.order_by("-active", "pk").first() or Professional(
        organisation_id=organisation,
        active=one["active"],
        **{name: one[name] for name in OF_PROFESSIONAL},
    )
    if found.pk is None:
        found.full_clean()
        found.save()
    return found.pk
