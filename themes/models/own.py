"""What each territory makes of the model questionnaires, where all sites read it."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory


class OwnQuestionnaireQuerySet(models.QuerySet):
    def of(self, territory):
        """With `suspended`: keys of its own that data protection no longer lets it ask."""
        entries = "territory__register_entries"
        return self.filter(territory=territory).annotate(
            suspended=ArrayAgg(
                f"{entries}__question_key",
                filter=models.Q(**{f"{entries}__approved_at": None}),
                default=[],
            )
        )


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

    objects = OwnQuestionnaireQuerySet.as_manager()

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
