"""How far an offer of the national site reaches, in words for who reads it there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.coverage import Coverage
from tenants.geography.codes import EUROPE, FRANCE


class Extent(models.TextChoices):
    EUROPE = "europe", _("Everywhere in Europe")
    COUNTRY = "country", _("Everywhere in France")
    REGION = "region", _("In the whole region")
    DEPARTEMENT = "departement", _("In the whole département")
    PARTS = "parts", _("In several parts of France")


def extent_of(coverage: Coverage) -> Extent:
    """The widest zone taken in; what is left out leaves parts."""
    kinds = {code.partition(":")[0] for code in coverage.included}
    if coverage.excluded:
        return Extent.PARTS
    if EUROPE in kinds:
        return Extent.EUROPE
    if FRANCE in coverage.included:
        return Extent.COUNTRY
    for kind in (Extent.REGION, Extent.DEPARTEMENT):
        if kind in kinds:
            return kind
    return Extent.PARTS
