"""Offers to publish, and the form as a browser sends it."""

from datetime import date

import pytest
from django.db import connection
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from contacts.models import Charter, Organisation, Professional
from offers.models import ThemePage
from offers.services import create_offer


@pytest.fixture
def organisation_of():
    """`organisation_of(lyon)`: an organisation that signed this territory's charter."""

    def make(territory, name="Mission locale", **fields):
        organisation, created = Organisation.objects.get_or_create(
            name=f"{name} {territory.slug}",
            defaults={"kind": "mission_locale", "phone": "04 65 71 00 00", **fields},
        )
        if created:
            Charter.objects.create(
                organisation=organisation, territory=territory, signed_on=date(2026, 1, 5)
            )
            Professional.objects.create(organisation=organisation, first_name="Camille")
        return organisation

    return make


@pytest.fixture
def theme_page():
    def find(key="housing", language="fr"):
        return ThemePage.objects.get(theme_key=key, locale__language_code=language)

    return find


@pytest.fixture
def make_offer(organisation_of, theme_page):
    """`make_offer(publish=False, title="…")` in the territory whose schema is active."""

    def make(theme="housing", publish=True, **fields):
        return create_offer(
            theme_page=theme_page(theme),
            publish=publish,
            **{
                "title": "Une chambre chez l’habitant",
                "summary": "On te présente des personnes qui louent une chambre.",
                "body": [("paragraph", "<p>On regarde ensemble ce qui te convient.</p>")],
                "steps": ["Tu nous appelles", "On se rencontre"],
                "organisation": organisation_of(connection.tenant),
                "modes": ["on_site"],
                "delay_days": 3,
                **fields,
            },
        )

    return make


@pytest.fixture
def offer_form(organisation_of):
    """The fields of the editor's form, ready to post; `changes` replace some."""

    def make(action="", **changes):
        fields = {
            "title": "Une chambre chez l’habitant",
            "slug": "une-chambre",
            "summary": "On te présente des personnes qui louent une chambre.",
            "body": streamfield([("quote", "Je me sens chez moi.")]),
            "audience": "",
            "steps": "Tu nous appelles",
            "organisation": organisation_of(connection.tenant).pk,
            "professional": "",
            "delay_days": 3,
            "subtheme": "",
            "free": "on",
            "price": "",
            "coverage": "",
            "review_every_months": 6,
            "places": inline_formset([]),
            "hours": inline_formset([]),
            "comments": inline_formset([]),
            **changes,
        }
        if action:
            fields[f"action-{action}"] = "1"
        # Several values under one name: what nested_form_data would number.
        modes = fields.pop("modes", ["on_site"])
        return {**nested_form_data(fields), "modes": modes}

    return make


@pytest.fixture
def sign_in(client_for, person):
    """`sign_in("animator", lyon)`: a browser with this role on this territory's site."""

    def make(role, territory, **options):
        client = client_for(territory, **options)
        client.force_login(person(role, territory))
        return client

    return make
