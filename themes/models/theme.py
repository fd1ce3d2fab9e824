"""National themes, and the needs that divide them."""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory
from themes.adaptations import (
    AS_THE_MODEL,
    Adaptation,
    adapted,
    laid_out,
    paths_of,
    read_adaptation,
)
from themes.definitions import validate_urgent
from themes.localized import in_language, validate_localized
from themes.models.fields import key_field
from themes.models.own import OwnQuestionnaire
from themes.questionnaires import Questionnaire, read_questionnaire
from themes.wording import digest_of


class ThemeQuerySet(models.QuerySet):
    def ordered(self):
        return self.order_by("order", "key")

    def current(self, territory=None):
        """Validated themes in their order, or those of them that this territory has opened, and
        those that it tries out. A theme that was emptied is there until its offers have left."""
        current = models.Q(status=Theme.Status.VALIDATED)
        if territory is not None:
            current |= models.Q(
                status=Theme.Status.RETIRED,
                emptied_by__undone_at=None,
                emptied_by__territories__territory=territory,
                emptied_by__territories__done_at=None,
            )
            if territory.themes:
                current &= models.Q(key__in=territory.themes)
            current |= models.Q(status=Theme.Status.EXPERIMENTAL, tried_in=territory)
        return self.filter(current).distinct().ordered()

    def asked_in(self, territory):
        """With what this territory makes of their questions, in one more query."""
        own = OwnQuestionnaire.objects.of(territory)
        return self.prefetch_related(
            models.Prefetch("own_questionnaires", queryset=own, to_attr="asked_here")
        )


class Theme(models.Model):
    class Status(models.TextChoices):
        VALIDATED = "validated", _("Validated")
        EXPERIMENTAL = "experimental", _("Experimental")
        RETIRED = "retired", _("Retired")

    key = key_field(_("key"), unique=True)
    name = models.JSONField(_("name"), validators=[validate_localized])
    summary = models.JSONField(_("summary"), validators=[validate_localized])
    pictogram = key_field(_("pictogram"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Its answers leave with a request only if the young person ticks it."),
    )
    urgent = models.JSONField(
        _("urgent numbers"), default=list, blank=True, validators=[validate_urgent]
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.VALIDATED, db_index=True
    )
    tried_in = models.ManyToManyField(
        Territory,
        verbose_name=_("tried in"),
        blank=True,
        related_name="+",
        help_text=_("The territories that try an experimental theme out."),
    )
    # What the project's own file last said: a theme that differs was edited here.
    shipped = models.JSONField(null=True, editable=False)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "key"]

    def __str__(self):
        return self.localized_name

    @property
    def localized_name(self):
        return in_language(self.name)

    @property
    def localized_summary(self):
        return in_language(self.summary)

    def questionnaire(self, language: str | None = None) -> Questionnaire:
        """The approved questions, in this language or the active one, as the territory of
        `asked_in` asks them; as the model without one.

        One query, then none: an instance remembers its questions until `refresh_from_db`.
        """
        language = language or get_language()
        if language not in self._questionnaires:
            asked = adapted(self.model_questions, self.adaptation, self.suspended)
            self._questionnaires[language] = read_questionnaire(
                {"key": self.key, "questions": asked},
                language,
                unasked=paths_of([*self._all_questions, *self.model_questions]) - paths_of(asked),
            )
        return self._questionnaires[language]

    def known_questions(self, language: str | None = None) -> Questionnaire:
        """Those that are hidden here too: another site may have asked them."""
        return read_questionnaire({"key": self.key, "questions": self._all_questions}, language)

    @property
    def adaptation(self) -> Adaptation:
        """What the territory of `asked_in` makes of the model."""
        return read_adaptation(self._own.adaptation) if self._own else AS_THE_MODEL

    @property
    def model_questions(self) -> list[dict]:
        """The definitions that the country asks, in their order."""
        return [question.asked_as() for question in self._questions if question.is_approved]

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        self.__dict__.pop("_questions", None)
        self.__dict__.pop("_questionnaires", None)

    @property
    def _all_questions(self):
        return laid_out(self.model_questions, self.adaptation)

    @property
    def _own(self):
        return next(iter(getattr(self, "asked_here", ())), None)

    @property
    def suspended(self):
        """Keys of questions that data protection does not let ask here now."""
        own, asked = self._own, self._questions
        suspended = {question.key for question in asked if not question.is_approved}
        taken_back = {digest for question in asked for digest in question.taken_back}
        if own:
            suspended |= set(own.suspended)
            taken_back |= set(own.taken_back)
        if taken_back:
            all_of_them = laid_out(self.model_questions, self.adaptation)
            suspended |= {one["key"] for one in all_of_them if digest_of(one) in taken_back}
        return suspended

    @cached_property
    def _questions(self):
        return list(self.questions.with_register().order_by("order", "key"))

    @cached_property
    def _questionnaires(self):
        return {}


class SubTheme(models.Model):
    theme = models.ForeignKey(
        Theme, models.CASCADE, related_name="subthemes", verbose_name=_("theme")
    )
    key = key_field(_("key"))
    name = models.JSONField(_("name"), validators=[validate_localized])
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("sub-theme")
        verbose_name_plural = _("sub-themes")
        ordering = ["order", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "key"],
                name="one_subtheme_a_key",
                violation_error_message=_("This theme already has a sub-theme with this key."),
            )
        ]

    def __str__(self):
        return self.localized_name

    @property
    def localized_name(self):
        return in_language(self.name)
