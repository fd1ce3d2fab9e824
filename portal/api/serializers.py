"""The shapes of the API: what is asked (…Query, …In) and what is answered."""

from rest_framework import serializers

from contacts.promises import CLOSED, FULL
from offers.enums import Accessibility, SpokenLanguage
from portal.deployment.steps import PublicStatus
from portal.filters import ALLOWED_KM, LARGEST_ID
from search.extent import Extent
from search.models import Mode
from search.query import MAX_PAGE_SIZE, PAGE_SIZE
from search.suggestions import MOST_OF_A_KIND, Kind
from themes.questionnaires import QuestionKind


class StrictCharField(serializers.CharField):
    """Text without control characters: they reach no engine."""

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        return "".join(letter if letter.isprintable() else " " for letter in text).strip()


class CommuneQuery(serializers.Serializer):
    q = StrictCharField(required=False, default="", allow_blank=True, trim_whitespace=True)
    limit = serializers.IntegerField(required=False, default=20, min_value=1, max_value=100)


class PlaceQuery(serializers.Serializer):
    commune = StrictCharField(required=False, default="", allow_blank=True, max_length=10)


class SuggestionQuery(PlaceQuery):
    q = StrictCharField(required=False, default="", allow_blank=True)
    limit = serializers.IntegerField(
        required=False,
        default=MOST_OF_A_KIND,
        min_value=1,
        max_value=10,
        help_text="of each kind",
    )


class OfferQuery(PlaceQuery):
    theme = StrictCharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=40,
        help_text="one that was merged stands for what took its place",
    )
    q = StrictCharField(required=False, default="", allow_blank=True)
    exact = serializers.BooleanField(
        required=False, default=False, help_text="take the words as they are typed"
    )
    place = serializers.ChoiceField(
        ["yes", "no"],
        required=False,
        default="yes",
        help_text="no: a word that is also a commune is only a word",
    )
    distance = serializers.ChoiceField(
        ALLOWED_KM, required=False, default=None, allow_null=True, help_text="kilometres"
    )
    mode = serializers.ChoiceField(Mode.choices, required=False, default="", allow_blank=True)
    free = serializers.BooleanField(required=False, default=False)
    open = serializers.BooleanField(required=False, default=False, help_text="open now")
    saturday = serializers.BooleanField(required=False, default=False, help_text="open on Saturday")
    subtheme = StrictCharField(required=False, default="", allow_blank=True, max_length=40)
    spoken = serializers.ChoiceField(
        SpokenLanguage.choices, required=False, default="", allow_blank=True
    )
    access = serializers.ChoiceField(
        Accessibility.choices, required=False, default="", allow_blank=True
    )
    organisation = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST_ID
    )
    near = serializers.BooleanField(
        required=False,
        default=None,
        allow_null=True,
        help_text="true: only near the commune; false: only from a distance and everywhere",
    )
    facets = serializers.BooleanField(
        required=False, default=False, help_text="count what each filter would give"
    )
    ways = serializers.BooleanField(
        required=False, default=False, help_text="when there is little, say what to ask instead"
    )
    page = serializers.IntegerField(required=False, default=1, min_value=1, max_value=500)
    page_size = serializers.IntegerField(
        required=False, default=PAGE_SIZE, min_value=1, max_value=MAX_PAGE_SIZE
    )


class DepartementOut(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()


class TerritoryBrief(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField()


class CommuneOut(serializers.Serializer):
    code = serializers.CharField(help_text="INSEE code")
    name = serializers.CharField()
    postal_codes = serializers.ListField(child=serializers.CharField())
    departement = DepartementOut()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    territory = TerritoryBrief(allow_null=True)


class CommuneResults(serializers.Serializer):
    results = CommuneOut(many=True)


class TerritoryOut(TerritoryBrief):
    communes = serializers.IntegerField(help_text="number of communes")
    offers = serializers.IntegerField(help_text="number of live offers of its own")
    themes = serializers.ListField(child=serializers.CharField())


class TerritoryDetail(TerritoryOut):
    zones = serializers.ListField(child=serializers.CharField(), help_text="typed zones")


class TerritoryResults(serializers.Serializer):
    results = TerritoryOut(many=True)


class PublicPlaceOut(serializers.Serializer):
    name = serializers.CharField()
    status = serializers.ChoiceField(PublicStatus.choices)
    year = serializers.IntegerField(help_text="since which it is so")
    departement = DepartementOut()
    url = serializers.URLField(help_text="its site when it is open, else the page that tells of it")
    territory = serializers.CharField(allow_null=True, help_text="slug, once it is open")
    lat = serializers.FloatField(allow_null=True)
    lon = serializers.FloatField(allow_null=True)


class PlaceResults(serializers.Serializer):
    results = PublicPlaceOut(many=True)


class NamedOut(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()


class ThemeOut(NamedOut):
    summary = serializers.CharField()
    sensitive = serializers.BooleanField()
    subthemes = NamedOut(many=True)
    offers = serializers.IntegerField()


class ThemeResults(serializers.Serializer):
    results = ThemeOut(many=True)


class ChoiceOut(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()
    hint = serializers.CharField(allow_blank=True)
    urgent = serializers.ListField(child=serializers.CharField())


class ConditionOut(serializers.Serializer):
    question = serializers.CharField()
    any_of = serializers.ListField(child=serializers.CharField())


class QuestionOut(serializers.Serializer):
    key = serializers.CharField()
    kind = serializers.ChoiceField(
        [(kind.value, kind.value) for kind in QuestionKind],
        help_text="what answers it: keys of `choices`, for a number its digits, for a place"
        " `commune:` and its INSEE code (or a name or postal code that is of one commune only)",
    )
    text = serializers.CharField()
    help = serializers.CharField(allow_blank=True)
    why = serializers.CharField(allow_blank=True)
    choices = ChoiceOut(many=True)
    minimum = serializers.IntegerField(allow_null=True)
    maximum = serializers.IntegerField(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    show_when = ConditionOut(many=True)


class QuestionnaireOut(serializers.Serializer):
    theme = serializers.CharField()
    questions = QuestionOut(many=True)


class SuggestionOut(serializers.Serializer):
    kind = serializers.ChoiceField([(kind.value, kind.value) for kind in Kind])
    key = serializers.CharField(
        help_text="of the theme, sub-theme or offer; organisation id; INSEE code"
    )
    theme = serializers.CharField(allow_blank=True, help_text="of a sub-theme")
    label = serializers.CharField()
    detail = serializers.CharField()
    marks = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField()),
        help_text="[start, end) of what was typed, in the label",
    )
    url = serializers.URLField()


class SuggestionResults(serializers.Serializer):
    results = SuggestionOut(many=True)


class OrganisationOut(serializers.Serializer):
    name = serializers.CharField()


class PlaceOut(serializers.Serializer):
    name = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    postal_code = serializers.CharField(allow_blank=True)
    commune = serializers.CharField(allow_blank=True)
    commune_name = serializers.CharField(allow_blank=True)
    lat = serializers.FloatField(allow_null=True)
    lon = serializers.FloatField(allow_null=True)


class OfferOut(serializers.Serializer):
    id = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    theme = serializers.CharField()
    subtheme = serializers.CharField(allow_blank=True)
    organisation = OrganisationOut()
    territory = serializers.CharField(help_text="slug")
    extent = serializers.ChoiceField(
        Extent.choices,
        allow_blank=True,
        help_text="how far an offer of the national site reaches; empty of a territory's own",
    )
    modes = serializers.ListField(child=serializers.ChoiceField(Mode.choices))
    places = PlaceOut(many=True)
    distance_km = serializers.FloatField(allow_null=True)
    delay_days = serializers.IntegerField()
    due_on = serializers.DateField(
        allow_null=True,
        help_text="contacted by the end of this day if asked now; null: no room for weeks",
    )
    starts_on = serializers.DateField(
        allow_null=True, help_text="the day from which the delay counts"
    )
    waits_for = serializers.ChoiceField(
        choices=[(FULL, "a week with room"), (CLOSED, "the organisation to open")],
        allow_blank=True,
        help_text="why the delay does not count from today",
    )
    free = serializers.BooleanField()
    why = serializers.ListField(child=serializers.CharField())
    marked = serializers.DictField(
        child=serializers.CharField(),
        help_text="title and summary as HTML, the words found in <mark>",
    )
    url = serializers.URLField()


class NamedPlaceOut(serializers.Serializer):
    code = serializers.CharField(help_text="INSEE code")
    name = serializers.CharField()
    label = serializers.CharField(help_text="as the words call it")


class EmergencyNumberOut(serializers.Serializer):
    number = serializers.CharField()
    href = serializers.CharField()
    label = serializers.CharField()


class UnderstoodOut(serializers.Serializer):
    words = serializers.ListField(child=serializers.CharField(), help_text="those that tell")
    place = NamedPlaceOut(allow_null=True, help_text="the place that the words name")
    corrected = serializers.DictField(
        child=serializers.CharField(), help_text="{word typed: word taken}"
    )
    read_as = serializers.CharField(allow_blank=True, help_text="the words once corrected")
    loosened = serializers.BooleanField(
        help_text="few offers hold all the words: those with fewer of them are here too"
    )
    urgent = EmergencyNumberOut(many=True, help_text="to show before anything else")


class WayOut(serializers.Serializer):
    kind = serializers.CharField()
    said = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    territory = serializers.CharField(allow_null=True, help_text="the site that answers, if other")
    changes = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        help_text="parameters to change; an empty one goes",
    )


class OfferResults(serializers.Serializer):
    understood = UnderstoodOut()
    count = serializers.IntegerField()
    near_count = serializers.IntegerField()
    far_count = serializers.IntegerField()
    engine = serializers.CharField()
    simplified = serializers.BooleanField()
    page = serializers.IntegerField()
    page_size = serializers.IntegerField()
    facets = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        allow_null=True,
        help_text="{parameter: {value: offers one would get}}; null when nobody counted",
    )
    ways = WayOut(many=True)
    results = OfferOut(many=True)


class OfferDetail(OfferOut):
    audience = serializers.CharField(allow_blank=True)
    steps = serializers.ListField(child=serializers.CharField())
    body = serializers.CharField(allow_blank=True, help_text="HTML")
    price = serializers.CharField(allow_blank=True)
    hours = serializers.ListField(child=serializers.DictField())
    languages = serializers.ListField(child=serializers.CharField())
    accessibility = serializers.ListField(child=serializers.CharField())
    criteria = serializers.DictField()
    website = serializers.CharField(allow_blank=True)
    verified_on = serializers.DateField(allow_null=True)


class ErrorsOut(serializers.Serializer):
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
