"""What a professional finds after signing in: the requests of their organisations, and no other."""

from datetime import timedelta

from django.db import models
from django.db.models import (
    Case,
    Count,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from contacts.enums import OPEN_STATUSES, WAITING_STATUSES, RequestStatus
from contacts.models.organisations import Professional
from contacts.references import read_reference

WEEK = timedelta(days=7)


class Tab(models.TextChoices):
    TO_DO = "to_do", _("To do")
    LATE = "late", _("Late")
    THIS_WEEK = "this_week", _("This week")
    MINE = "mine", _("In my hands")
    ALL = "all", _("All")


def rules_of(user):
    """{tab: which requests it holds}, for a query with the days of `with_days`; nothing is in the
    hands of software, for which there is no user."""
    waits = Q(status__in=WAITING_STATUSES)
    rules = {
        Tab.TO_DO: waits | Q(status=RequestStatus.CONTACTED),
        Tab.LATE: waits & Q(due_on__lt=F("today")),
        Tab.THIS_WEEK: waits & Q(due_on__gte=F("today"), due_on__lt=F("next_week")),
        Tab.MINE: Q(status__in=OPEN_STATUSES, holder__user=user, holder__active=True),
        Tab.ALL: Q(),
    }
    return rules if user else {tab: rule for tab, rule in rules.items() if tab != Tab.MINE}


class InboxQuerySet(models.QuerySet):
    def seen_by(self, user):
        """Those of the organisations in which this account works; nothing for anybody else,
        whatever their role. Nobody sees an erased one."""
        own = Professional.objects.of(user).order_by()
        return self.filter(organisation__in=own.values("organisation"), erased_at=None)

    def of_organisation(self, organisation_id):
        """Those that its software may see."""
        return self.filter(organisation=organisation_id, erased_at=None)

    def with_change(self):
        """`changed_at`: the moment of the latest event."""
        own = self.model.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
        return self.annotate(changed_at=Subquery(own.annotate(at=Max("events__at")).values("at")))

    def changed_since(self, moment):
        """To which something happened at that moment or after it."""
        return self.filter(pk__in=self.model.objects.filter(events__at__gte=moment).values("pk"))

    def matching(self, words):
        """By reference as it is read on the phone, by offer or by commune."""
        words = " ".join(words.split())
        if not words:
            return self
        found = Q(offer_title__icontains=words) | Q(commune_name__icontains=words)
        reference = read_reference(words)
        return self.filter(found | Q(reference=reference) if reference else found)

    def with_days(self, now):
        """`today` and the Monday to come (`next_week`), on the calendar of each territory."""
        clock = Func(
            F("territory__time_zone"),
            Value(now, DateTimeField()),
            function="timezone",
            output_field=DateTimeField(),
        )
        monday = Func(Value("week"), clock, function="date_trunc", output_field=DateTimeField())
        next_monday = ExpressionWrapper(monday + Value(WEEK), output_field=DateTimeField())
        return self.annotate(
            today=Cast(clock, DateField()), next_week=Cast(next_monday, DateField())
        )

    def in_tab(self, tab, *, user, now):
        """The most pressing first: those who wait for a call, by their date, then the others."""
        turn = Case(
            When(status__in=WAITING_STATUSES, then=Value(0)),
            When(status__in=OPEN_STATUSES, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        listed = self.with_days(now).filter(rules_of(user)[Tab(tab)])
        return listed.annotate(turn=turn).order_by("turn", "due_on", "pk")

    def counts(self, *, user, now):
        """{tab: how many}, in one query."""
        rules = rules_of(user).items()
        counted = {tab.value: Count("pk", filter=rule) for tab, rule in rules if rule}
        return self.with_days(now).aggregate(**counted, **{Tab.ALL.value: Count("pk")})
