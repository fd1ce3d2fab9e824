"""What the teams of all territories share: resources, exchanges, ideas, and a calendar."""

from secrets import token_urlsafe

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 5000
WEB = URLValidator(["https", "http"])


def _author():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )


class Resource(models.Model):
    class Subject(models.TextChoices):
        START = "start", _("Opening a territory")
        OFFERS = "offers", _("Writing offers")
        NETWORK = "network", _("Running the network")
        DATA = "data", _("Personal data")
        TALK = "talk", _("Making it known")

    subject = models.CharField(_("subject"), max_length=10, choices=Subject)
    title = models.CharField(_("title"), max_length=120)
    url = models.URLField(_("address"), validators=[WEB])
    note = models.CharField(_("what one finds there"), max_length=300, blank=True)
    added_by = _author()
    added_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["subject", "title", "pk"]

    def __str__(self):
        return self.title


class ThreadQuerySet(models.QuerySet):
    def with_posts(self):
        """Each with its number of posts that are shown, the last that moved first."""
        shown = Q(posts__removed_at=None)
        return self.annotate(
            count=Count("posts", filter=shown), last=Max("posts__written_at", filter=shown)
        ).order_by(F("last").desc(nulls_last=True), "-pk")


class Thread(models.Model):
    title = models.CharField(_("title"), max_length=120)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")

    def __str__(self):
        return self.title


class Post(models.Model):
    """A post that was removed keeps its place and its text: a national admin may bring it back."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts")
    text = models.TextField(_("message"), max_length=LONGEST_TEXT)
    author = _author()
    written_at = models.DateTimeField(editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = _author()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["written_at", "pk"]

    def __str__(self):
        return f"{self.thread} · {self.pk}"


class IdeaQuerySet(models.QuerySet):
    def voted(self, user):
        """Each with its votes, and whether this person gave one; the most wanted first."""
        mine = Vote.objects.filter(idea=OuterRef("pk"), user=user)
        counted = self.annotate(count=Count("votes"), is_mine=Exists(mine))
        return counted.select_related("author").order_by("-count", "-written_at", "pk")


class Idea(models.Model):
    class Kind(models.TextChoices):
        IDEA = "idea", _("Idea")
        BUG = "bug", _("Bug")

    class Status(models.TextChoices):
        NEW = "new", _("To look at")
        PLANNED = "planned", _("Planned")
        DONE = "done", _("Done")
        DECLINED = "declined", _("Not kept")

    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    title = models.CharField(_("in a few words"), max_length=120)
    text = models.TextField(_("in detail"), max_length=LONGEST_TEXT, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.NEW)
    answer = models.CharField(_("answer of the national team"), max_length=500, blank=True)
    author = _author()
    written_at = models.DateTimeField(editable=False)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("idea or bug")
        verbose_name_plural = _("ideas and bugs")

    def __str__(self):
        return self.title


class Vote(models.Model):
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="votes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["idea", "user"], name="one_vote_each")]

    def __str__(self):
        return f"{self.idea_id} · {self.user_id}"


class MeetingQuerySet(models.QuerySet):
    def to_come(self, now):
        return self.filter(ends_at__gte=now)


class Meeting(models.Model):
    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        TRAINING = "training", _("Training")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("where"), max_length=200, blank=True)
    url = models.URLField(_("address of the video call"), blank=True, validators=[WEB])
    note = models.TextField(_("programme"), max_length=LONGEST_TEXT, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting or training")
        verbose_name_plural = _("meetings and trainings")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="a_meeting_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self):
        return self.title


def new_token():
    return token_urlsafe(24)


class CalendarAddress(models.Model):
    """The secret address of one person's calendar: software reads it without signing in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token = models.CharField(max_length=40, unique=True, default=new_token)

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")

    def __str__(self):
        return str(self.user)
