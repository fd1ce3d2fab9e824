"""The live questionnaires of the territories."""

from django.db import transaction

from tenants.models import Territory
from themes.adaptations import Adaptation, write_adaptation
from themes.models import OwnQuestionnaire, Theme


@transaction.atomic
def publish_adaptation(*, theme: Theme, territory: Territory, adaptation: Adaptation) -> None:
    """Ask this from now on, in this territory; the model itself when nothing is adapted."""
    there = OwnQuestionnaire.objects.filter(theme=theme, territory=territory)
    if adaptation.base is None:
        there.delete()
        return
    own = there.select_for_update().first() or OwnQuestionnaire(theme=theme, territory=territory)
    own.adaptation = write_adaptation(adaptation)
    own.full_clean()
    own.save()
