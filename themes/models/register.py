"""The data-protection register: what is asked, in which words, and why it may be."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenants.models import LegalBasis, Territory
from themes.definitions import check_question
from themes.localized import in_language
from themes.models.fields import key_field
from themes.models.theme import Theme
from themes.questionnaires import QuestionKind
from themes.wording import KIND_NAMES


def _national_or_of(territory):
    return models.Q(territory=None) | models.Q(territory=territory)


class RegisterEntryQuerySet(models.QuerySet):
    def about(self, question_key, territory=None):
        """The entries of this question: the national one, or that of this territory."""
        return self.filter(_national_or_of(territory), question_key=question_key)

    def suspended_in(self, territory):
        """What this territory may not ask: its own entries, and those of the country."""
        return self.filter(_national_or_of(territory), approved_at=None)

    def approved(self):
        return self.filter(approved_at__isnull=False)

    def searched(self, words):
        """Those whose key, purpose or territory has these words; all of them for none."""
        found = (
            models.Q(question_key__icontains=words)
            | models.Q(purpose__icontains=words)
            | models.Q(territory__name__icontains=words)
        )
        return self.filter(found) if words else self.all()

    def with_words(self):
        """Each with `said`: the definition that was approved last, else the last one; None for
        none."""
        approved_first = models.Case(models.When(status=Wording.Status.APPROVED, then=0), default=1)
        words = Wording.objects.filter(
            models.Q(territory=None) | models.Q(territory=models.OuterRef("territory")),
            question_key=models.OuterRef("question_key"),
        ).order_by(approved_first, models.F("territory").asc(nulls_last=True), "-decided_at")
        return self.annotate(said=models.Subquery(words.values("definition")[:1]))


class RegisterEntry(models.Model):
    """Why a question may be asked: one entry for a key, whatever the themes that ask it. An entry
    of a territory is about a question that only this territory asks."""

    class DataCategory(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary")
        SENSITIVE = "sensitive", _("Sensitive")
        NONE = "none", _("No personal data")

    class SeenBy(models.TextChoices):
        NOBODY = "nobody", _("Nobody: it only sorts the offers")
        ORGANISATION = "organisation", _("The organisation that is asked, if it is sent along")

    question_key = key_field(_("key of the question"))
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        related_name="register_entries",
        verbose_name=_("territory"),
        null=True,
        blank=True,
    )
    purpose = models.TextField(
        _("purpose"), max_length=600, help_text=_("What the answer is for, in one sentence.")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=20, choices=LegalBasis)
    data_category = models.CharField(_("data category"), max_length=12, choices=DataCategory)
    seen_by = models.CharField(
        _("who sees the answer"), max_length=12, choices=SeenBy, default=SeenBy.ORGANISATION
    )
    retention_days = models.PositiveSmallIntegerField(
        _("kept for (days)"), validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=254, blank=True, default="")

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("data-protection register")
        ordering = ["question_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_key"],
                condition=models.Q(territory=None),
                name="one_national_entry_a_question",
                violation_error_message=_("This question has an entry already."),
            ),
            models.UniqueConstraint(
                fields=["territory", "question_key"],
                name="one_local_entry_a_question",
                violation_error_message=_("This question has an entry already."),
            ),
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

    @property
    def text(self):
        """What is asked, for entries read `with_words`."""
        return in_language((self.said or {}).get("text"))


@dataclass(frozen=True)
class UndoneDecision:
    """What was decided, by whom, when and why; then who took it back, when and why."""

    status: str
    by: str
    at: datetime
    reason: str
    undone_by: str
    undone_at: datetime
    why: str

    @classmethod
    def read(cls, stored):
        moments = {name: datetime.fromisoformat(stored[name]) for name in ("at", "undone_at")}
        return cls(**stored | moments)

    def write(self):
        return {
            **asdict(self),
            "at": self.at.isoformat(),
            "undone_at": self.undone_at.isoformat(),
        }

    @property
    def in_words(self):
        return Wording.Status(self.status).label


class WordingQuerySet(models.QuerySet):
    def of(self, territory):
        """What this territory asks in its own words; None: what the country asks."""
        return self.filter(territory=territory)

    def to_approve(self):
        """What waits for a decision, the longest first."""
        return self.filter(status=Wording.Status.TO_APPROVE).order_by("submitted_at", "pk")

    def about(self, entry):
        """The history of a question's words: in each territory, unless only one asks it."""
        of_territory = self if entry.territory_id is None else self.of(entry.territory)
        return of_territory.filter(question_key=entry.question_key)

    def taken_back(self, territory):
        """Words that may no longer be asked in this territory, or in the country with None: the
        decision that approved them was undone, and no other approves them."""
        approved = self.model.objects.filter(
            _national_or_of(territory),
            question_key=models.OuterRef("question_key"),
            digest=models.OuterRef("digest"),
            status=Wording.Status.APPROVED,
        )
        return self.filter(_national_or_of(territory), ~models.Exists(approved)).exclude(undone=[])

    def approved_before(self, wording):
        """What was approved of this question, in the country or in this territory: the words of
        the same theme first, then the latest."""
        elsewhere = models.Case(models.When(theme=wording.theme_id, then=0), default=1)
        return (
            self.filter(
                _national_or_of(wording.territory_id),
                question_key=wording.question_key,
                status=Wording.Status.APPROVED,
                decided_at__lt=wording.decided_at or Now(),
            )
            .exclude(pk=wording.pk)
            .order_by(elsewhere, "-decided_at")
        )

    def askable_in(self, territory):
        """What this territory, or the country with None, may ask: an approved wording of a
        question whose entry is approved."""
        entries = RegisterEntry.objects.approved().about(models.OuterRef("question_key"), territory)
        return self.filter(
            _national_or_of(territory), models.Exists(entries), status=Wording.Status.APPROVED
        )


class Wording(models.Model):
    """What a question says exactly. Never deleted: together they are the history of its words."""

    class Status(models.TextChoices):
        TO_APPROVE = "to_approve", _("To approve")
        APPROVED = "approved", _("Approved")
        AMENDED = "amended", _("Amended")
        REFUSED = "refused", _("Refused")

    question_key = key_field(_("key of the question"))
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        related_name="wordings",
        verbose_name=_("territory"),
        null=True,
        blank=True,
    )
    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="wordings", verbose_name=_("theme")
    )
    definition = models.JSONField(_("definition"))
    digest = models.CharField(max_length=64)
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.TO_APPROVE, db_index=True
    )
    submitted_by = models.CharField(_("submitted by"), max_length=254)
    submitted_at = models.DateTimeField(_("submitted on"))
    decided_by = models.CharField(_("decided by"), max_length=254, blank=True, default="")
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=600, blank=True, default="")
    # The definition that the national level proposes instead, approved from the start.
    amended = models.JSONField(null=True, blank=True)
    # The decisions that were taken back, the oldest first: see `decisions_undone`.
    undone = models.JSONField(default=list, blank=True, editable=False)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_key", "digest"],
                condition=models.Q(territory=None),
                name="one_national_row_a_wording",
            ),
            models.UniqueConstraint(
                fields=["territory", "question_key", "digest"], name="one_local_row_a_wording"
            ),
            models.CheckConstraint(
                condition=models.Q(status="to_approve") | models.Q(decided_at__isnull=False),
                name="a_decision_has_a_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="refused") | ~models.Q(reason=""),
                name="a_refusal_has_a_reason",
                violation_error_message=_("Say why it is refused."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="amended") | models.Q(amended__isnull=False),
                name="an_amendment_has_its_words",
            ),
        ]

    def __str__(self):
        return in_language(self.definition.get("text"))

    @property
    def choices_in_words(self):
        """ "Yes · No"; for a number its bounds: "15 – 30"; "a commune"."""
        if choices := self.definition.get("choices"):
            return " · ".join(in_language(choice["label"]) for choice in choices)
        if self.definition.get("kind") == QuestionKind.PLACE:
            return str(KIND_NAMES[QuestionKind.PLACE])
        return f"{self.definition.get('minimum')} – {self.definition.get('maximum')}"

    @property
    def is_approved(self):
        return self.status == self.Status.APPROVED

    @property
    def decisions_undone(self):
        """[UndoneDecision], the oldest first."""
        return [UndoneDecision.read(one) for one in self.undone]

    def clean(self):
        super().clean()
        if sentences := check_question(self.definition):
            raise ValidationError({"definition": sentences})
