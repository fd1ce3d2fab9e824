"""What each territory makes of the model questionnaires, where all sites read it."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory


class OwnQuestionnaireQuerySet(models.QuerySet):
    def of(self, territory):
        """With `suspended`: keys of questions that data protection no longer lets it ask, those of
        the country that it keeps too; `taken_back`: digests of words that were approved once."""
        # The register names themes, which read this.
        from themes.models.register import RegisterEntry, Wording

        suspended = RegisterEntry.objects.suspended_in(territory).values("question_key")
        taken_back = Wording.objects.taken_back(territory).values("digest")
        return self.filter(territory=territory).annotate(
            suspended=ArraySubquery(suspended), taken_back=ArraySubquery(taken_back)
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
