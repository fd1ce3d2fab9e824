"""What each territory makes of the model questionnaires, where all sites read it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory


class OwnQuestionnaire(models.Model):
    """The adaptation of the page that is live in a territory: written when it is published."""

    theme = models.ForeignKey(
        "themes.Theme", models.CASCADE, related_name="own_questionnaires", verbose_name=_("theme")
    )
    territory = models.ForeignKey(
        Territory, models.CASCADE, related_name="+", verbose_name=_("territory")
    )
    # The shape that themes.adaptations reads.
    adaptation = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("territory’s questionnaire")
        verbose_name_plural = _("territories’ questionnaires")
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "territory"], name="one_questionnaire_a_theme_and_territory"
            )
        ]

    def __str__(self):
        return f"{self.territory}, {self.theme}"
