"""What a contact request takes and answers, for the young person's side of the API."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from contacts import notice
from contacts.details import read_contact
from contacts.enums import Helped
from contacts.services import MOST_TOGETHER
from portal.api.serializers import OrganisationOut, StrictCharField


class ContactRequestIn(serializers.Serializer):
    offer = StrictCharField(max_length=80, required=False, help_text="the same as `offers` of one")
    offers = serializers.ListField(
        child=StrictCharField(max_length=80),
        required=False,
        min_length=1,
        max_length=MOST_TOGETHER,
        help_text="a request to each, all of them or none",
    )
    pooled = serializers.BooleanField(
        required=False,
        default=False,
        help_text="one request to the first available of `offers`, which are equivalent; with a"
        " single offer, of all those that are equivalent to it",
    )
    commune = StrictCharField(max_length=10)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=60)
    email = serializers.CharField(required=False, allow_blank=True, max_length=254)
    due_on = serializers.DateField(
        required=False,
        help_text="the date that was shown, the latest of several: a later one is refused with 409",
    )
    message = serializers.CharField(required=False, allow_blank=True, default="", max_length=1000)
    answers = serializers.DictField(required=False, default=dict)
    notice_version = serializers.ChoiceField(
        notice.KNOWN,
        required=False,
        default="",
        allow_blank=True,
        help_text="the version of the notice under your form; leave it out if the text is not ours",
    )

    def validate(self, data):
        one, several = data.pop("offer", None), data.get("offers")
        if (one is None) == (several is None):
            sentence = _("Give the offers that you ask under “offers”, or one under “offer”.")
            raise serializers.ValidationError({"offers": [sentence]})
        data["offers"], data["named"] = several or [one], "offers" if several else "offer"
        given = {kind: data.get(kind, "").strip() for kind in ("phone", "email")}
        if sum(map(bool, given.values())) != 1:
            sentence = _("Give a phone number or an e-mail address: one of the two.")
            raise serializers.ValidationError({"phone": [sentence]})
        [(field, text)] = [pair for pair in given.items() if pair[1]]
        data["contact"] = self._read(field, text)
        return data

    def _read(self, field, text):
        try:
            contact = read_contact(text)
        except ValidationError as error:
            raise serializers.ValidationError({field: error.messages}) from error
        if contact.kind != field:
            sentences = {
                "phone": _("This is an e-mail address: put it under “email”."),
                "email": _("This is a phone number: put it under “phone”."),
            }
            raise serializers.ValidationError({field: [sentences[field]]})
        return contact


class SentOut(serializers.Serializer):
    offer = serializers.CharField(help_text="the one that was asked, the first available of a pool")
    reference = serializers.CharField()
    due_on = serializers.DateField()
    follow_url = serializers.URLField()
    token = serializers.CharField()


class ContactRequestOut(SentOut):
    """The first of the requests, and all of them."""

    requests = SentOut(many=True)


class HappeningOut(serializers.Serializer):
    at = serializers.DateTimeField()
    words = serializers.CharField()


class ContactRequestStatus(serializers.Serializer):
    reference = serializers.CharField()
    status = serializers.CharField()
    due_on = serializers.DateField()
    sent_at = serializers.DateTimeField()
    offer = serializers.CharField(allow_null=True)
    offer_title = serializers.CharField()
    organisation = OrganisationOut()
    follow_url = serializers.URLField()
    may_say_not_contacted = serializers.BooleanField()
    may_be_surveyed = serializers.BooleanField()
    pooled = serializers.BooleanField(help_text="it goes to an equivalent offer by itself")
    thread = HappeningOut(
        many=True, help_text="what happened to it and to those it comes from, the oldest first"
    )


class SurveyIn(serializers.Serializer):
    contacted = serializers.BooleanField(help_text="whether the contact took place")
    helped = serializers.ChoiceField(
        choices=Helped.choices, required=False, default="", allow_blank=True
    )
