"""What Elasticsearch keeps of an offer, and how it reads French."""

import hashlib
import json

from elasticsearch.dsl import (
    Boolean,
    Date,
    Document,
    GeoPoint,
    InnerDoc,
    Integer,
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

from search.models import CatalogueOffer
from search.words import ELIDED_ARTICLE, INCLUSIVE_ENDING, MIN_PREFIX, SAME_WORDS

# Java reads \w as ASCII unless told otherwise.
_UNICODE = "(?U)"

_endings = char_filter(
    "inclusive_endings", "pattern_replace", pattern=_UNICODE + INCLUSIVE_ENDING, replacement=""
)
_articles = char_filter(
    "elided_articles", "pattern_replace", pattern=_UNICODE + ELIDED_ARTICLE, replacement=" "
)
_words = tokenizer("letters_and_digits", "pattern", pattern=_UNICODE + r"[\W_]+")
_reading = {"tokenizer": _words, "char_filter": [_endings, _articles]}
_same_words = token_filter(
    "same_words",
    "stemmer_override",
    # The word that the others are brought to is named too, so that the stemmer leaves all alone.
    rules=[
        *(f"{word} => {kept}" for word, kept in SAME_WORDS.items()),
        *(f"{kept} => {kept}" for kept in sorted(set(SAME_WORDS.values()))),
    ],
)
_stems = token_filter("light_stems", "stemmer", language="light_french")
_starts = token_filter("starts", "edge_ngram", min_gram=MIN_PREFIX, max_gram=20)

stemmed = analyzer(
    "french_stems", filter=["lowercase", "asciifolding", _same_words, _stems], **_reading
)
plain = analyzer("plain_words", filter=["lowercase", "asciifolding"], **_reading)
beginnings = analyzer("word_starts", filter=["lowercase", "asciifolding", _starts], **_reading)


def _searched_text(**options):
    return Text(
        analyzer=stemmed,
        fields={
            # Typos are looked for here: a stemmed word is no longer the one that was mistyped.
            "plain": Text(analyzer=plain, norms=False),
            **options,
        },
    )


def _begun_text():
    return _searched_text(
        start=Text(analyzer=beginnings, search_analyzer=plain, norms=False, index_options="docs")
    )


class NumberRange(InnerDoc):
    """One number criterion: the accepted values of one question; a missing bound is open."""

    question = Keyword()
    minimum = Long()
    maximum = Long()


class OfferDocument(Document):
    territory = Integer()
    shown_in = Keyword()
    theme = Keyword()
    modes = Keyword()
    included = Keyword()
    excluded = Keyword()
    constrained = Keyword()
    accepted = Keyword()
    numbers = Nested(NumberRange)
    starts_on = Date()
    ends_on = Date()
    points = GeoPoint()
    near = Boolean()
    seed = Integer()
    key = Keyword()
    title = _begun_text()
    summary = _begun_text()
    organisation = _begun_text()
    body = _searched_text()
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
        # The catalogue is the source of a rebuild: a page of results needs nothing but cards,
        # and they come back as they were stored.
        source = MetaField(includes=["card"])


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
        "territory": offer.territory_id,
        "shown_in": offer.shown_in,
        "theme": offer.theme,
        "modes": offer.modes,
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
        "points": [{"lat": lat, "lon": lon} for lat, lon in offer.points],
        "near": offer.near,
        "seed": offer.seed,
        **offer.words,
        "card": offer.card,
    }
