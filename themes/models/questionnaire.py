"""What a theme asks, as it is being written and as it was published each time."""

from django.db import models
from django.db.models.lookups import IsNull
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory
from themes.adaptations import paths_of
from themes.models.theme import Theme


class QuestionnaireVersionQuerySet(models.QuerySet):
    def draft(self):
        return self.filter(published_at=None).first()

    def published(self):
        """The history, the last one first."""
        return self.filter(published_at__isnull=False).order_by("-published_at", "-pk")


class QuestionnaireVersion(models.Model):
    """The questions of a theme at one moment, in their order, as `ModelQuestion.asked_as` says
    them: a draft until it is published, then a page of the history."""

    theme = models.ForeignKey(
        Theme, models.CASCADE, related_name="versions", verbose_name=_("theme")
    )
    questions = models.JSONField(_("questions"), default=list, blank=True)
    note = models.CharField(_("what changes, in a few words"), max_length=200, blank=True)
    saved_at = models.DateTimeField(_("saved on"))
    saved_by = models.CharField(_("saved by"), max_length=254)
    published_at = models.DateTimeField(_("published on"), null=True, blank=True)
    published_by = models.CharField(_("published by"), max_length=254, blank=True)

    objects = QuestionnaireVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a questionnaire")
        verbose_name_plural = _("versions of questionnaires")
        constraints = [
            models.UniqueConstraint(
                "theme",
                IsNull(models.F("published_at"), True),
                condition=models.Q(published_at=None),
                name="one_draft_a_questionnaire",
                violation_error_message=_("There is a draft already."),
            ),
        ]

    def __str__(self):
        return f"{self.theme_id} {self.saved_at:%Y-%m-%d %H:%M}"


class AnswerChange(models.Model):
    """What a publication does to offers. `replaced`: the answers that went and what takes their
    place in criteria, `{"housing_duration": {"tonight": ["months"], "year": []}}`."""

    version = models.OneToOneField(QuestionnaireVersion, models.CASCADE, related_name="change")
    replaced = models.JSONField()

    class Meta:
        verbose_name = _("change of answers")
        verbose_name_plural = _("changes of answers")

    def __str__(self):
        return ", ".join(self.replaced)

    @cached_property
    def before(self):
        """What the theme asked until then."""
        return self.version.theme.versions.published().filter(pk__lt=self.version_id).first()

    @property
    def asked_anew(self):
        """Keys of the questions that are new, or that have an answer more."""
        before = self.before.questions if self.before else ()
        new = paths_of(self.version.questions) - paths_of(before)
        return {path.partition(".")[0] for path in new}


class TerritoryAnswerChangeQuerySet(models.QuerySet):
    def waiting(self):
        """Where it is still to be done, the oldest change first: a later one starts from it."""
        return self.filter(done_at=None).order_by("change__version__published_at", "pk")


class TerritoryAnswerChange(models.Model):
    """A change in one territory: all of its offers change together, or none."""

    change = models.ForeignKey(AnswerChange, models.CASCADE, related_name="territories")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    # [{"page": 12, "title": "…", "live": true, "was": {criteria}, "now": {criteria}}, …]
    offers = models.JSONField(default=list, blank=True)
    # Why it could not be done the last time, for whoever repairs.
    problem = models.TextField(blank=True)

    objects = TerritoryAnswerChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of answers in a territory")
        verbose_name_plural = _("changes of answers in territories")
        constraints = [
            models.UniqueConstraint(
                fields=["change", "territory"], name="one_row_a_change_and_territory"
            )
        ]

    def __str__(self):
        return f"{self.change_id} {self.territory}"
