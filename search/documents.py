"""What Elasticsearch keeps of an offer, and how it reads French and English."""

import hashlib
import json

from elasticsearch.dsl import (
    Boolean,
    Date,
    Document,
    Float,
    GeoPoint,
    InnerDoc,
    Integer,
    IntegerRange,
    Keyword,
    Long,
    MetaField,
    Nested,
    Object,
    Text,
    analyzer,
    char_filter,
    token_filter,
    tokenizer,
)

from search.beginnings import LONGEST, SHORTEST
from search.language.cutting import FILLERS, REPLACED
from search.language.stems import ENGLISH, FEMININE, FRENCH, override_rules
from search.models import CatalogueOffer

# Java reads \w as ASCII unless told otherwise.
_UNICODE = "(?U)"

_replaced = [
    char_filter(
        f"replaced_{number}",
        "pattern_replace",
        pattern=_UNICODE + pattern,
        replacement=by.replace("\\", "$"),
    )
    for number, (pattern, by) in enumerate(REPLACED)
]
# No expression is as fast. Java takes spaces that bind for no spaces, and an emoji leaves its
# joiners behind.
_NOR_THESE = ["\u00a0", "\u2007", "\u202f", "\u200b", "\u200d", "\ufe0f"]
_words = tokenizer(
    "letters_and_digits",
    "char_group",
    tokenize_on_chars=["whitespace", "punctuation", "symbol", *_NOR_THESE],
)
_fillers = token_filter("fillers", "stop", stopwords=sorted(FILLERS))
_same_words = token_filter("same_words", "stemmer_override", rules=override_rules())
_masculine = [
    token_filter(f"masculine_{number}", "pattern_replace", pattern=pattern, replacement=by)
    for number, (pattern, by) in enumerate(FEMININE)
]
_STEMS = {
    # Snowball in both, as search.language.stems: light French confuses "formation" and "forme".
    FRENCH: [_same_words, *_masculine, token_filter("french_stems", "stemmer", language="french")],
    ENGLISH: [token_filter("english_stems", "stemmer", language="porter2")],
}
_BEGINNINGS = [token_filter("begins", "edge_ngram", min_gram=SHORTEST, max_gram=LONGEST)]


def _as_written(name, filters):
    """Of a text that is shown with the words found marked in it."""
    return analyzer(
        name,
        tokenizer=_words,
        char_filter=_replaced,
        filter=["lowercase", "asciifolding", _fillers, *filters],
    )


def _as_cut(name, filters):
    """Of what is cut into telling words already: the other texts, and all that is asked."""
    return analyzer(name, tokenizer="whitespace", filter=filters)


_CUT = {code: _as_cut(f"{code}_words", filters) for code, filters in _STEMS.items()}
_WRITTEN = {code: _as_written(f"{code}_text", filters) for code, filters in _STEMS.items()}
_cut_plain, _plain = _as_cut("plain_words", []), _as_written("plain_text", [])
_cut_beginnings = _as_cut("beginnings_of_words", _BEGINNINGS)
_beginnings = _as_written("beginnings_of_text", _BEGINNINGS)
LANGUAGES = tuple(_STEMS)


def _texts(language):
    """The texts of an offer in one language: stems to find, plain words to forgive a typo,
    beginnings of the words of names to suggest them."""
    stems = {"search_analyzer": _CUT[language], "norms": False}
    words = {"search_analyzer": _cut_plain, "norms": False, "index_options": "docs"}

    def text(**more):
        # Offsets spare the reading anew of what is marked.
        fields = {"plain": Text(analyzer=_plain, **words), **more}
        return Text(analyzer=_WRITTEN[language], index_options="offsets", fields=fields, **stems)

    def cut(**more):
        fields = {"plain": Text(analyzer=_cut_plain, **words), **more}
        return Text(analyzer=_CUT[language], fields=fields, **stems)

    return Object(
        properties={
            "title": text(start=Text(analyzer=_beginnings, **words)),
            "summary": text(),
            "organisation": cut(start=Text(analyzer=_cut_beginnings, **words)),
            "body": cut(),
        }
    )


class NumberRange(InnerDoc):
    """One number criterion: the accepted values of one question; a missing bound is open."""

    question = Keyword()
    minimum = Long()
    maximum = Long()


class OfferDocument(Document):
    sites = Integer()
    shown_in = Keyword()
    theme = Keyword()
    subtheme = Keyword()
    organisation = Long()
    modes = Keyword()
    free = Boolean()
    spoken = Keyword()
    accessibility = Keyword()
    open_minutes = IntegerRange()
    open_saturday = Boolean()
    time_zone = Keyword()
    included = Keyword()
    excluded = Keyword()
    constrained = Keyword()
    accepted = Keyword()
    numbers = Nested(NumberRange)
    starts_on = Date()
    ends_on = Date()
    verified_on = Date()
    points = GeoPoint()
    near = Boolean()
    seed = Integer()
    responsiveness = Float()
    room = Float()
    key = Keyword()
    fr = _texts(FRENCH)
    en = _texts(ENGLISH)
    card = Object(enabled=False)

    class Index:
        settings = {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            # Said aloud, it also keeps an index that nobody searched for a while refreshing.
            "refresh_interval": "1s",
        }

    class Meta:
        dynamic = MetaField("strict")
        # The catalogue is the source of a rebuild: a page of results needs the card, and the texts
        # in which the words found are marked.
        source = MetaField(includes=["card", "*.title", "*.summary"])


def index_definition() -> dict:
    """Settings and mappings of an index of offers, as `indices.create` takes them."""
    return OfferDocument._index.to_dict()


def mapping_hash() -> str:
    """Changes when an index made by other code cannot serve this one."""
    text = json.dumps(index_definition(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def document(offer: CatalogueOffer) -> dict:
    """The document of one row of the catalogue."""
    return {
        "key": offer.key,
        "sites": offer.sites,
        "shown_in": offer.shown_in,
        "theme": offer.theme,
        "subtheme": offer.subtheme,
        "organisation": offer.organisation_id,
        "modes": offer.modes,
        "free": offer.free,
        "spoken": offer.spoken,
        "accessibility": offer.accessibility,
        "open_minutes": [
            {"gte": opens, "lt": closes}
            for opens, closes in zip(offer.opens, offer.closes, strict=True)
        ],
        "open_saturday": offer.open_saturday,
        "time_zone": offer.time_zone,
        "included": offer.included,
        "excluded": offer.excluded,
        "constrained": offer.constrained,
        "accepted": offer.accepted,
        "numbers": [
            {"question": question, "minimum": bounds.get("min"), "maximum": bounds.get("max")}
            for question, bounds in offer.criteria.items()
            if isinstance(bounds, dict)
        ],
        "starts_on": offer.starts_on,
        "ends_on": offer.ends_on,
        "verified_on": offer.verified_on,
        "points": [{"lat": lat, "lon": lon} for lat, lon in offer.points],
        "near": offer.near,
        "seed": offer.seed,
        "responsiveness": offer.responsiveness,
        "room": offer.room,
        offer.language if offer.language in LANGUAGES else FRENCH: offer.words,
        "card": offer.card,
    }
