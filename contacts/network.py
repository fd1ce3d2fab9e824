"""The network: which organisations answer in a territory, and who answers for them."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from contacts.models import Charter, Organisation, Professional
from tenants.models import Territory


@transaction.atomic
def enrol_organisation(
    *,
    territory: Territory,
    name: str,
    professional: Mapping[str, str],
    signed_on: date,
    **fields: object,
) -> tuple[Organisation, Professional]:
    """The organisation of this name, its charter with the territory and who answers for it.

    `professional` holds first_name, last_name, email and phone; `fields` are other columns of
    Organisation. Whatever is already there is brought up to date: enrolling twice is enrolling.
    """
    organisation = Organisation.objects.filter(name=name).first() or Organisation(name=name)
    for field, value in fields.items():
        setattr(organisation, field, value)
    organisation.full_clean()
    organisation.save()
    Charter.objects.get_or_create(
        organisation=organisation, territory=territory, defaults={"signed_on": signed_on}
    )
    person = organisation.professionals.filter(email=professional["email"]).first()
    person = person or Professional(organisation=organisation, is_lead=True)
    for field, value in professional.items():
        setattr(person, field, value)
    person.full_clean()
    person.save()
    return organisation, person
