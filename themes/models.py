"""National themes, their model questionnaires and the register of what is asked and why."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory
from themes.definitions import check_order, check_question, same_question, validate_urgent
from themes.keys import MAX_LENGTH, validate_key
from themes.localized import in_language, validate_localized
from themes.questionnaires import Questionnaire, read_questionnaire


def key_field(verbose_name, **options):
    return models.CharField(
        verbose_name, max_length=MAX_LENGTH, validators=[validate_key], **options
    )


class ThemeQuerySet(models.QuerySet):
    def ordered(self):
        return self.order_by("order", "key")

    def current(self, territory=None):
        """Validated themes in their order, or those of them that this territory has opened, and
        those that it tries out."""
        current = models.Q(status=Theme.Status.VALIDATED)
        if territory is not None:
            if territory.themes:
                current &= models.Q(key__in=territory.themes)
            current |= models.Q(status=Theme.Status.EXPERIMENTAL, tried_in=territory)
        return self.filter(current).distinct().ordered()


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
        """The approved questions, in this language or the active one.

        One query, then none: an instance remembers its questions until `refresh_from_db`.
        """
        language = language or get_language()
        if language not in self._questionnaires:
            questions = [question.asked_as() for question in self._approved]
            self._questionnaires[language] = read_questionnaire(
                {"key": self.key, "questions": questions}, language
            )
        return self._questionnaires[language]

    def refresh_from_db(self, *args, **kwargs):
        super().refresh_from_db(*args, **kwargs)
        self.__dict__.pop("_approved", None)
        self.__dict__.pop("_questionnaires", None)

    @cached_property
    def _approved(self):
        return list(self.questions.approved().order_by("order", "key"))

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


class RegisterEntry(models.Model):
    """Why a question may be asked: one entry for a key, whatever the themes that ask it."""

    class LegalBasis(models.TextChoices):
        PUBLIC_TASK = "public_task", _("Task of public interest")
        CONSENT = "consent", _("Consent")
        EXPLICIT_CONSENT = "explicit_consent", _("Explicit consent")
        LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation")

    class DataCategory(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary")
        SENSITIVE = "sensitive", _("Sensitive")

    question_key = key_field(_("key of the question"), unique=True)
    purpose = models.TextField(
        _("purpose"), max_length=600, help_text=_("What the answer is for, in one sentence.")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=20, choices=LegalBasis)
    data_category = models.CharField(_("data category"), max_length=12, choices=DataCategory)
    retention_days = models.PositiveSmallIntegerField(
        _("kept for (days)"), validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=254, blank=True, default="")

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("data-protection register")
        ordering = ["question_key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retention_days__gte=1, retention_days__lte=365),
                name="register_keeps_a_year_at_most",
                violation_error_message=_("An answer is kept between 1 and 365 days."),
            ),
            # Article 9 of the GDPR: health, disability… are asked on explicit consent.
            models.CheckConstraint(
                condition=~models.Q(data_category="sensitive")
                | models.Q(legal_basis="explicit_consent"),
                name="sensitive_needs_explicit_consent",
                violation_error_message=_("Sensitive data is asked for with explicit consent."),
            ),
        ]

    def __str__(self):
        return self.question_key

    @property
    def is_approved(self):
        return self.approved_at is not None


class ModelQuestionQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(register__approved_at__isnull=False)


class ModelQuestion(models.Model):
    theme = models.ForeignKey(
        Theme, models.CASCADE, related_name="questions", verbose_name=_("theme")
    )
    key = key_field(_("key"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    definition = models.JSONField(_("definition"))
    register = models.ForeignKey(
        RegisterEntry,
        models.PROTECT,
        related_name="questions",
        null=True,
        blank=True,
        verbose_name=_("register entry"),
        help_text=_("Without an approved entry the question is not asked."),
    )
    # What the project's own file last said: a question that differs was edited here.
    shipped = models.JSONField(null=True, editable=False)

    objects = ModelQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("model question")
        verbose_name_plural = _("model questions")
        ordering = ["theme__order", "order", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "key"],
                name="one_question_a_key",
                violation_error_message=_("This theme already asks a question with this key."),
            )
        ]

    def __str__(self):
        definition = self.definition if isinstance(self.definition, dict) else {}
        return f"{in_language(definition.get('text'))} ({self.key})".strip()

    @property
    def is_approved(self):
        return self.register is not None and self.register.is_approved

    def asked_as(self):
        """The definition with its key: the shape that `read_questionnaire` takes."""
        return {**self.definition, "key": self.key}

    def clean(self):
        super().clean()
        errors = {}
        if self.register and self.register.question_key != self.key:
            errors["register"] = [_("This entry is about another question.")]
        if not isinstance(self.definition, dict):
            sentences = check_question(self.definition)
        elif self.definition.get("key", self.key) != self.key:
            sentences = [_("The key inside the definition is another one.")]
        else:
            sentences = check_question(self.asked_as()) or self._check_among_the_others()
        if sentences:
            errors["definition"] = sentences
        if errors:
            raise ValidationError(errors)

    def _check_among_the_others(self):
        """Sentences: a condition of this theme that can no longer hold, another theme that asks
        something else under the same key."""
        sentences = []
        others = ModelQuestion.objects.filter(key=self.key).exclude(theme_id=self.theme_id)
        for other in others.exclude(pk=self.pk).select_related("theme"):
            if not same_question(self.definition, other.definition):
                sentences.append(
                    _("“%(theme)s” asks “%(key)s” with other answers. Choose another key.")
                    % {"theme": other.theme, "key": self.key}
                )
        siblings = ModelQuestion.objects.filter(theme_id=self.theme_id).exclude(pk=self.pk)
        in_order = sorted([*siblings, self], key=lambda question: (question.order, question.key))
        for key, found in check_order([question.asked_as() for question in in_order]).items():
            sentences += found if key == self.key else [f"{key}: {sentence}" for sentence in found]
        return sentences
