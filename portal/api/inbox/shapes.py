"""The shapes of the inbox: what is asked (…Query, …In) and what is answered."""

from rest_framework import serializers

from contacts.enums import (
    Actor,
    ContactKind,
    DeclineReason,
    EventKind,
    KeyScope,
    Means,
    Outcome,
    RequestStatus,
)
from contacts.models.inbox import Tab
from contacts.services.sending import MESSAGE_LENGTH
from portal.api.serializers import StrictCharField
from portal.filters import LARGEST_ID
from portal.pro.redirecting import LINE_LENGTH

PAGE_SIZE, MAX_PAGE_SIZE, LAST_PAGE = 25, 100, 1000
# Nothing is in the hands of software.
TABS = [tab for tab in Tab if tab != Tab.MINE]
STEPS = ("contacted", "unreachable", "declined", "closed", "redirected")


class PageQuery(serializers.Serializer):
    page = serializers.IntegerField(required=False, default=1, min_value=1, max_value=LAST_PAGE)
    page_size = serializers.IntegerField(
        required=False, default=PAGE_SIZE, min_value=1, max_value=MAX_PAGE_SIZE
    )


class RequestsQuery(PageQuery):
    tab = serializers.ChoiceField(
        [tab.value for tab in TABS], required=False, default=Tab.ALL.value
    )
    q = StrictCharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=100,
        help_text="a reference, or words of the offer or the commune",
    )
    territory = StrictCharField(
        required=False, default="", allow_blank=True, max_length=63, help_text="its slug"
    )
    status = serializers.ChoiceField(
        RequestStatus.choices, required=False, default="", allow_blank=True
    )
    holder = serializers.IntegerField(
        required=False,
        default=None,
        allow_null=True,
        min_value=1,
        max_value=LARGEST_ID,
        help_text="in whose hands: an id of /inbox/team",
    )
    updated_since = serializers.DateTimeField(
        required=False,
        default=None,
        allow_null=True,
        help_text="to which something happened since; the list then begins with the oldest"
        " change. Ask again from a minute before your last answer.",
    )


class ErasedQuery(PageQuery):
    since = serializers.DateTimeField(help_text="erased at that moment or after it")


class PersonOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class ColleagueOut(PersonOut):
    is_lead = serializers.BooleanField()
    away_until = serializers.DateField(allow_null=True, help_text="the last day, if away today")


class TeamOut(serializers.Serializer):
    results = ColleagueOut(many=True)


class KeyOut(serializers.Serializer):
    organisation = PersonOut()
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(KeyScope.choices))
    expires_at = serializers.DateTimeField()


class AskedOfferOut(serializers.Serializer):
    id = serializers.CharField()
    title = serializers.CharField()
    theme = serializers.CharField()


class AskedCommuneOut(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class RequestOut(serializers.Serializer):
    reference = serializers.CharField()
    status = serializers.ChoiceField(RequestStatus.choices)
    late = serializers.BooleanField(help_text="promised before today, and nobody got in touch")
    due_on = serializers.DateField()
    sent_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    contacted_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)
    decline_reason = serializers.ChoiceField(DeclineReason.choices, allow_blank=True)
    offer = AskedOfferOut()
    territory = serializers.CharField(help_text="its slug")
    commune = AskedCommuneOut()
    language = serializers.CharField(help_text="of the young person")
    contact_kind = serializers.ChoiceField(ContactKind.choices)
    masked_contact = serializers.CharField()
    holder = PersonOut(allow_null=True, help_text="in whose hands it is")
    steps = serializers.ListField(
        child=serializers.ChoiceField([(one, one) for one in STEPS]),
        help_text="what it may become",
    )


class RequestsOut(serializers.Serializer):
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="{tab: how many}, with the same filters"
    )
    count = serializers.IntegerField()
    page = serializers.IntegerField()
    page_size = serializers.IntegerField()
    results = RequestOut(many=True)


class DoerOut(serializers.Serializer):
    kind = serializers.ChoiceField([("person", "person"), ("software", "software")])
    name = serializers.CharField()


class EventOut(serializers.Serializer):
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(EventKind.choices)
    actor = serializers.ChoiceField(Actor.choices)
    by = DoerOut(allow_null=True, help_text="who of your organisation, when it is known")
    from_status = serializers.ChoiceField(RequestStatus.choices, allow_blank=True)
    to_status = serializers.ChoiceField(RequestStatus.choices, allow_blank=True)
    detail = serializers.CharField(allow_blank=True, help_text="a reason, an outcome, a means…")
    words = serializers.CharField(allow_blank=True)


class NoteOut(serializers.Serializer):
    at = serializers.DateTimeField()
    by = DoerOut()
    text = serializers.CharField()


class AnswerOut(serializers.Serializer):
    question = serializers.CharField()
    answer = serializers.CharField()


class RelayOut(serializers.Serializer):
    name = serializers.CharField()
    structure = serializers.CharField()


class RequestDetail(RequestOut):
    relay = RelayOut(allow_null=True, help_text="who sent it with the young person")
    message = serializers.CharField(allow_blank=True, help_text="in their words")
    availability = serializers.CharField(allow_blank=True, help_text="when and how to be reached")
    line = serializers.CharField(allow_blank=True, help_text="from who had it before")
    answers = AnswerOut(many=True, help_text="what they chose to share")
    events = EventOut(many=True, help_text="the oldest first")
    notes = NoteOut(many=True, help_text="of your organisation; the young person sees none here")
    correctable = serializers.BooleanField(help_text="the last step can still be taken back")


class ErasedOut(serializers.Serializer):
    reference = serializers.CharField()
    erased_at = serializers.DateTimeField()


class ErasedList(serializers.Serializer):
    count = serializers.IntegerField()
    page = serializers.IntegerField()
    page_size = serializers.IntegerField()
    results = ErasedOut(many=True)


class ContactOut(serializers.Serializer):
    kind = serializers.ChoiceField(ContactKind.choices)
    value = serializers.CharField(help_text="E.164, or an e-mail address")
    text = serializers.CharField(help_text="as one reads it aloud")


class ContactedIn(serializers.Serializer):
    means = serializers.ChoiceField(Means.choices, required=False, default="", allow_blank=True)


class DeclinedIn(serializers.Serializer):
    reason = serializers.ChoiceField(DeclineReason.choices)


class ClosedIn(serializers.Serializer):
    outcome = serializers.ChoiceField(Outcome.choices)


class HolderIn(serializers.Serializer):
    professional = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, help_text="an id of /inbox/team"
    )
    tell = serializers.BooleanField(
        required=False,
        default=True,
        help_text="false: they took it themselves, so they are not written to",
    )


class NoteIn(serializers.Serializer):
    text = serializers.CharField(max_length=MESSAGE_LENGTH)


class RedirectIn(serializers.Serializer):
    offer = StrictCharField(max_length=80, help_text="an id of /offers")
    line = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=LINE_LENGTH,
        help_text="for who takes over",
    )


class RedirectOut(serializers.Serializer):
    """The request that it became: another organisation's from now on."""

    reference = serializers.CharField()
    due_on = serializers.DateField()
