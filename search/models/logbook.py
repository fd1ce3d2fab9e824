"""What visitors search for, without the visitors; and what animators do about what is missing.

See docs/decisions/0008. Words that fewer than FEWEST_VISITORS typed in a week are told to nobody,
and forgotten when the week is over.
"""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory

FEWEST_VISITORS = 5
LISTED = timedelta(weeks=13)
MAX_CHARACTERS_KEPT = 60


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


class SearchedWordsQuerySet(models.QuerySet):
    def told(self, territory, day):
        """What may be read about this territory: words of enough visitors, of three months."""
        return self.filter(
            territory=territory, visitors__gte=FEWEST_VISITORS, week__gt=day - LISTED
        )

    def by_words(self):
        """One row a wording, the most searched first: `total`, `nothing` and `found`
        (searches that found none, or some), `most` (visitors of the fullest week), `last` (Monday
        of the last week)."""
        return (
            self.values("words")
            .annotate(
                total=Sum("searches"),
                nothing=Sum("found_nothing"),
                found=Sum(F("searches") - F("found_nothing")),
                most=Max("visitors"),
                last=Max("week"),
            )
            .order_by("-total", "words")
        )

    def mostly_not_found(self):
        """Of `by_words`, those that found nothing half of the time at least."""
        return self.filter(nothing__gt=0, nothing__gte=F("found"))


class SearchedWords(models.Model):
    """One wording, in one territory and one week. The national territory's rows count the whole
    country. No hour, address, session nor browser: only how many."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="searched_words")
    language = models.CharField(max_length=10)
    week = models.DateField()
    words = models.CharField(_("words"), max_length=MAX_CHARACTERS_KEPT)
    searches = models.PositiveIntegerField(default=0)
    found_nothing = models.PositiveIntegerField(default=0)
    # Never more than there were: two visitors may fall in the same box, see `seen`.
    visitors = models.PositiveSmallIntegerField(default=0)
    # Boxes that this week's visitors fell in, emptied with the week: see search.logbook.
    seen = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)

    objects = SearchedWordsQuerySet.as_manager()

    class Meta:
        verbose_name = _("searched words")
        verbose_name_plural = _("searched words")
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "language", "week", "words"], name="one_row_a_wording"
            ),
        ]
        indexes = [
            models.Index(
                fields=["territory", "week"],
                condition=Q(visitors__gte=FEWEST_VISITORS),
                name="searched_words_told",
            ),
            models.Index(fields=["week"], name="searched_words_week"),
        ]

    def __str__(self):
        return self.words


class WeekSalt(models.Model):
    """What makes this week's visitors countable, and last week's nobody: destroyed with it."""

    week = models.DateField(unique=True)
    value = models.BinaryField()

    class Meta:
        verbose_name = _("salt of a week")
        verbose_name_plural = _("salts of the weeks")

    def __str__(self):
        return str(self.week)


class SynonymProposalQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(decided_at=None)


class SynonymProposal(models.Model):
    """A territory tells the national level what words mean that offers do not use."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="synonym_proposals")
    words = models.CharField(_("words"), max_length=MAX_CHARACTERS_KEPT)
    meaning = models.CharField(_("meaning"), max_length=120)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    # None: not decided yet.
    accepted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = SynonymProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed synonym")
        verbose_name_plural = _("proposed synonyms")
        ordering = ["proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "words", "meaning"],
                condition=Q(decided_at=None),
                name="one_waiting_proposal",
                violation_error_message=_("This meaning is already proposed."),
            ),
            models.CheckConstraint(
                condition=Q(accepted=None, decided_at=None)
                | Q(accepted__isnull=False, decided_at__isnull=False),
                name="decided_with_an_answer",
                violation_error_message=_("A proposal is decided with an answer."),
            ),
        ]

    def __str__(self):
        return f"{self.words} → {self.meaning}"


class WordsAnswerQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(undone_at=None)


class WordsAnswer(models.Model):
    """What an animator did about words that find nothing. Rows stay, undone ones too: together
    they are the history."""

    class Kind(models.TextChoices):
        PLANNED = "planned", _("An offer is planned")
        DONE = "done", _("Done")
        OFF_TOPIC = "off_topic", _("Off topic")
        SYNONYM = "synonym", _("A synonym is proposed")

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="words_answers")
    words = models.CharField(_("words"), max_length=MAX_CHARACTERS_KEPT)
    kind = models.CharField(_("answer"), max_length=10, choices=Kind)
    note = models.CharField(_("note"), max_length=300, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person in charge"),
    )
    proposal = models.ForeignKey(
        SynonymProposal, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = WordsAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to searched words")
        verbose_name_plural = _("answers to searched words")
        ordering = ["-answered_at", "-pk"]
        indexes = [models.Index(fields=["territory", "words"], name="words_answer_words")]

    def __str__(self):
        return f"{self.words} · {self.get_kind_display()}"
