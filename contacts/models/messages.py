"""The outbox: what must leave is written with the request, and sent by a worker."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.enums import Channel, MessageKind, MessageState, Side
from contacts.models.requests import ContactRequest
from contacts.sealed import unseal
from tenants.models import Territory


class MessageQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=MessageState.WAITING)

    def due(self, now):
        """Those whose turn has come, the first in line first."""
        return self.waiting().filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")

    def to_pass_on(self):
        """Those that did not arrive, and of which nobody else was told yet."""
        return self.filter(state=MessageState.FAILED, passed_on_at=None).order_by("created_at")

    def in_trouble(self):
        """Those that did not arrive, or did not leave yet; what was erased is of no use."""
        troubled = Q(state=MessageState.FAILED) | Q(state=MessageState.WAITING, attempts__gt=0)
        return self.filter(troubled).exclude(sealed_recipient="")


class Message(models.Model):
    """`key` is the same at every attempt: it makes the Message-ID, and tells a provider that it has
    already taken this one."""

    request = models.ForeignKey(ContactRequest, models.CASCADE, related_name="messages")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="messages")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    side = models.CharField(max_length=20, choices=Side)
    channel = models.CharField(max_length=5, choices=Channel)
    kind = models.CharField(max_length=20, choices=MessageKind)
    language = models.CharField(max_length=10)

    sealed_recipient = models.TextField(blank=True)
    sealed_subject = models.TextField(blank=True)
    sealed_body = models.TextField(blank=True)
    sealed_html = models.TextField(blank=True)

    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    # What went wrong, without the address: the kind of error and the server's code.
    last_error = models.CharField(max_length=80, blank=True)

    # What the provider calls it, and what it reported.
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    # When it was seen to that somebody else knows (see services.undelivered).
    passed_on_at = models.DateTimeField(null=True, blank=True)
    # The message that did not arrive, and that this one replaces.
    instead_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replacements"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state=MessageState.WAITING),
                name="message_waiting",
            ),
            models.Index(
                fields=["created_at"],
                condition=Q(state=MessageState.FAILED, passed_on_at=None),
                name="message_to_pass_on",
            ),
        ]

    def __str__(self):
        return f"{self.kind} · {self.request_id}"

    @property
    def can_be_tried_again(self):
        """Not what asks somebody to act on a request that is over."""
        return self.state == MessageState.FAILED and (
            self.request.is_open
            or self.side == Side.YOUNG_PERSON
            or self.kind == MessageKind.WITHDRAWAL
        )

    @property
    def recipient(self):
        return unseal(self.sealed_recipient)

    @property
    def subject(self):
        return unseal(self.sealed_subject)

    @property
    def body(self):
        return unseal(self.sealed_body)

    @property
    def html(self):
        return unseal(self.sealed_html)
