"""The questions that a theme asks everywhere, unless a territory adapts them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from themes.definitions import check_order, check_question, same_question
from themes.keys import is_local
from themes.localized import in_language
from themes.models.fields import key_field
from themes.models.register import RegisterEntry, Wording
from themes.models.theme import Theme


class ModelQuestionQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(register__approved_at__isnull=False)

    def with_register(self):
        """With their entry and `taken_back`: digests of words that were approved once."""
        undone = Wording.objects.taken_back(None).filter(question_key=models.OuterRef("key"))
        return self.select_related("register").annotate(
            taken_back=ArraySubquery(undone.values("digest"))
        )


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
        if any(map(is_local, self._keys())):
            sentences = [*sentences, _("A key that starts with “local_” is a territory’s.")]
        if sentences:
            errors["definition"] = sentences
        if errors:
            raise ValidationError(errors)

    def _keys(self):
        definition = self.definition if isinstance(self.definition, dict) else {}
        return [self.key, *(str(one.get("key")) for one in definition.get("choices", ()))]

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
