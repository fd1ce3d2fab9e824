"""What a young person asked, and every step of it."""

import json
from datetime import timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext_lazy as _

from contacts.details import Contact
from contacts.enums import (
    LEVELS,
    NEXT_STATUSES,
    OPEN_STATUSES,
    WAITING_STATUSES,
    Actor,
    ContactKind,
    DeclineReason,
    EventKind,
    Helped,
    Outcome,
    RequestStatus,
)
from contacts.models.inbox import InboxQuerySet
from contacts.models.keys import InboxKey
from contacts.models.organisations import Organisation, Professional
from contacts.models.relays import Relay
from contacts.references import read_reference
from contacts.sealed import fingerprints, token_hash, unseal
from search.models import CatalogueOffer
from tenants.models import MAX_RETENTION_DAYS, Territory

FINGERPRINT = 64
# A request, what it became, and what that became: nobody is sent round for ever.
LONGEST_CHAIN = 3


def kept_days():
    """As `Territory.kept_days`, in the database."""
    default = settings.CONTACT_RETENTION_DAYS
    return Least(Coalesce("territory__retention_days", default), default)


class ContactRequestQuerySet(InboxQuerySet):
    def open(self):
        return self.filter(status__in=OPEN_STATUSES)

    def waiting(self):
        """Nobody has got in touch yet."""
        return self.filter(status__in=WAITING_STATUSES)

    def late(self, day):
        """Promised before this day, and nobody has got in touch."""
        return self.waiting().filter(due_on__lt=day)

    def in_hand(self):
        """With what sending a message about it needs."""
        return self.select_related("territory", "organisation", "professional", "holder", "offer")

    def with_level(self):
        """`level`: the DueKind up to which it has climbed, or None."""
        climbed = RequestEvent.objects.filter(
            request=OuterRef("pk"), kind=EventKind.DUE_STEP, detail__in=LEVELS
        )
        return self.annotate(level=Subquery(climbed.order_by("-pk").values("detail")[:1]))

    def with_contact(self, contact: Contact):
        return self.filter(contact_fingerprint__in=fingerprints("contact", contact.value.lower()))

    def by_follow_token(self, token):
        """The request of a young person's link, or None; nothing opens an erased one."""
        return self.filter(follow_hash=token_hash(token)).in_hand().first()

    def family_of(self, request):
        """The request, those it comes from and those it became: see LONGEST_CHAIN."""
        return self.filter(
            Q(pk=request.pk)
            | Q(children=request.pk)
            | Q(children__children=request.pk)
            | Q(parent=request.pk)
            | Q(parent__parent=request.pk)
        )

    def beside(self, request):
        """Those that left with the same form and were not erased."""
        if request.sent_together is None:
            return self.none()
        same = self.filter(sent_together=request.sent_together, erased_at=None)
        return same.exclude(pk=request.pk).order_by("pk")

    def by_reference(self, text):
        """The request of a reference as somebody typed it, or None."""
        return self.filter(reference=read_reference(text)).first()

    def to_purge(self, now):
        """Over for longer than its territory keeps contacts, or older than anybody may."""
        kept = ExpressionWrapper(
            F("ended_at") + kept_days() * Value(timedelta(days=1)), models.DateTimeField()
        )
        oldest = now - timedelta(days=MAX_RETENTION_DAYS)
        return (
            self.filter(erased_at=None)
            .alias(kept_until=kept)
            .filter(Q(kept_until__lt=now) | Q(sent_at__lt=oldest))
        )


class ContactRequest(models.Model):
    """`sealed_` columns are under lock, see contacts.sealed. The contact in clear is read through
    `services.reveal_contact` alone, which leaves an event; lists and pages show the mask."""

    reference = models.CharField(_("reference"), max_length=7, unique=True)
    status = models.CharField(
        _("status"), max_length=12, choices=RequestStatus, default=RequestStatus.NEW
    )
    # The territory that follows the request: where the young person is, for a national offer.
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="contact_requests")
    offer = models.ForeignKey(
        CatalogueOffer, models.SET_NULL, null=True, blank=True, related_name="contact_requests"
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="contact_requests"
    )
    professional = models.ForeignKey(
        Professional, models.SET_NULL, null=True, blank=True, related_name="contact_requests"
    )
    # Who has it in hand: alerted first, then whoever it was passed to. Empty: the organisation.
    holder = models.ForeignKey(
        Professional, models.SET_NULL, null=True, blank=True, related_name="requests_in_hand"
    )
    # The request that was redirected into this one.
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children"
    )

    # The keys of the equivalent offers that it may go to by itself, the first asked included; none
    # for a request to one team. Its requests share a date and a link.
    pool = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    # Of the form that it left with, when there were several on it.
    sent_together = models.UUIDField(null=True, blank=True)

    # As they were when it was sent: it stays readable when the offer goes.
    offer_key = models.CharField(max_length=80)
    offer_title = models.CharField(max_length=255)
    theme = models.CharField(max_length=40)
    organisation_name = models.CharField(max_length=160)
    professional_name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(_("number they call from"), max_length=20, blank=True)
    delay_days = models.PositiveSmallIntegerField()
    # The day from which the delay counts: later than `sent_at` for who is full or closed by then.
    starts_on = models.DateField()
    commune = models.CharField(max_length=5, blank=True)
    commune_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, default="fr")

    sent_at = models.DateTimeField()
    due_on = models.DateField()
    contacted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)

    # What the young person said of the contact: with no name, it stays for the figures.
    said_contacted = models.BooleanField(null=True, blank=True)
    helped = models.CharField(max_length=10, choices=Helped, blank=True)

    contact_kind = models.CharField(max_length=5, choices=ContactKind, blank=True)
    sealed_contact = models.TextField(blank=True)
    sealed_mask = models.TextField(blank=True)
    sealed_message = models.TextField(blank=True)
    sealed_availability = models.TextField(blank=True)
    sealed_line = models.TextField(blank=True)
    sealed_answers = models.TextField(blank=True)
    # Kept as well as its hash, for the messages to come and the double submit that must answer
    # the same.
    sealed_token = models.TextField(blank=True)
    follow_hash = models.CharField(max_length=FINGERPRINT, unique=True, null=True, blank=True)

    contact_fingerprint = models.CharField(max_length=FINGERPRINT, blank=True)
    # Of the network address, for the hourly limit: taken away after a day.
    address_fingerprint = models.CharField(max_length=FINGERPRINT, blank=True)
    idempotency_fingerprint = models.CharField(
        max_length=FINGERPRINT, unique=True, null=True, blank=True
    )
    # Which text was under the form (see contacts.notice); empty when it was not ours.
    notice_version = models.CharField(max_length=10, blank=True)

    renewed_fingerprint = ("contact_fingerprint", "contact", "sealed_contact")

    objects = ContactRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact request")
        verbose_name_plural = _("contact requests")
        ordering = ["-sent_at"]
        indexes = [
            models.Index(fields=["contact_fingerprint", "sent_at"], name="request_contact"),
            models.Index(fields=["address_fingerprint", "sent_at"], name="request_address"),
            models.Index(fields=["territory", "status", "due_on"], name="request_territory"),
            models.Index(fields=["offer", "sent_at"], name="request_offer"),
            models.Index(
                fields=["sent_together"],
                condition=Q(sent_together__isnull=False),
                name="request_together",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=RequestStatus.DECLINED) ^ Q(decline_reason=""),
                name="declined_with_a_reason",
                violation_error_message=_("A request is declined with a reason."),
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.CLOSED) ^ Q(outcome=""),
                name="closed_with_an_outcome",
                violation_error_message=_("A request is closed with an outcome."),
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(
                    sealed_contact="",
                    sealed_mask="",
                    sealed_message="",
                    sealed_availability="",
                    sealed_line="",
                    sealed_answers="",
                    sealed_token="",
                    contact_fingerprint="",
                    follow_hash=None,
                ),
                name="erased_is_empty",
                violation_error_message=_("An erased request holds nothing personal."),
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def masked_contact(self):
        return unseal(self.sealed_mask)

    @property
    def message(self):
        return unseal(self.sealed_message)

    @property
    def follow_token(self):
        return unseal(self.sealed_token)

    @cached_property
    def _shared(self):
        return json.loads(unseal(self.sealed_answers) or "{}")

    @property
    def answers(self):
        """What was shared: {question key: frozenset of choice keys, or int}."""
        return {
            key: given if isinstance(given, int) else frozenset(given)
            for key, given in self._shared.get("given", {}).items()
        }

    @property
    def answers_in_words(self):
        """[(question, answer)] as the professional reads them, fixed when it was sent."""
        return [tuple(pair) for pair in self._shared.get("words", [])]

    @property
    def is_waiting(self):
        return self.status in WAITING_STATUSES

    @property
    def is_open(self):
        return self.status in OPEN_STATUSES

    @property
    def availability(self):
        return unseal(self.sealed_availability)

    @property
    def line(self):
        """What the professional who redirected it wrote to who takes over."""
        return unseal(self.sealed_line)

    @cached_property
    def sent_by(self):
        """The relay who sent it with the young person, or None."""
        first = self.events.select_related("relay").filter(kind=EventKind.SENT).first()
        return first and first.relay

    def ancestry(self):
        """This request and those it comes from, the latest first."""
        chain = [self]
        while chain[-1].parent is not None:
            chain.append(chain[-1].parent)
        return chain

    def pool_left(self):
        """The keys of the offers that it may still go to by itself."""
        if not self.pool:
            return []
        chain = self.ancestry()
        if len(chain) >= LONGEST_CHAIN:
            return []
        return [key for key in self.pool if key not in {one.offer_key for one in chain}]

    @property
    def reachable_holder(self):
        """Who has it in hand, as long as they can be written to; else it is the organisation."""
        return self.holder if self.holder and self.holder.is_reachable else None

    def local_day(self, moment):
        """The date that a calendar of the territory shows at this moment."""
        return moment.astimezone(ZoneInfo(self.territory.time_zone)).date()

    def may_say_not_contacted(self, today):
        """From the day after the promised one; at once if somebody said that they had called."""
        if self.erased_at or not self.can_become(RequestStatus.NEW):
            waits = self.status in WAITING_STATUSES
            return waits and not self.erased_at and self.due_on < today
        return (
            self.status == RequestStatus.EXPIRED
            or self.outcome == Outcome.NO_REPLY
            or self.contacted_at is not None
        )

    @property
    def may_be_surveyed(self):
        """Whether somebody says that they were in touch, and the young person has not answered."""
        return (
            self.status in (RequestStatus.CONTACTED, RequestStatus.CLOSED)
            and self.contacted_at is not None
            and self.said_contacted is not True
            and self.erased_at is None
        )

    def can_become(self, status):
        return status in NEXT_STATUSES[RequestStatus(self.status)]


class AppendOnlyError(Exception):
    """What happened is not rewritten: add an event that corrects it."""


class RequestEventQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnlyError

    def delete(self):
        raise AppendOnlyError

    def bulk_update(self, *args, **kwargs):
        raise AppendOnlyError


class RequestEvent(models.Model):
    """One step of a request. Holds nothing personal: it outlives the erasure."""

    request = models.ForeignKey(ContactRequest, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    actor = models.CharField(max_length=20, choices=Actor)
    professional = models.ForeignKey(
        Professional, models.PROTECT, null=True, blank=True, related_name="events"
    )
    # The software of the organisation did it, with this key.
    key = models.ForeignKey(InboxKey, models.PROTECT, null=True, blank=True, related_name="events")
    from_status = models.CharField(max_length=12, choices=RequestStatus, blank=True)
    to_status = models.CharField(max_length=12, choices=RequestStatus, blank=True)
    # Who sent it with the young person; `detail` is the version of what both agreed to.
    relay = models.ForeignKey(Relay, models.PROTECT, null=True, blank=True, related_name="events")
    # A decline reason, an outcome, the kind of a message that failed, the number of the colleague
    # to whom it was handed over, or the format of an export.
    detail = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    objects = RequestEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a request")
        verbose_name_plural = _("events of a request")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.request_id} {self.kind} {self.to_status}".strip()

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError
