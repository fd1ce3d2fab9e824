"""The order in words: parts of a score, weights, and why an offer is not there."""

from collections.abc import Iterable

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from search import ranking
from search.decision import Tier, distance, tier
from search.explaining import Explained
from search.facts import facts_of
from search.models import CatalogueOffer
from search.query import Search
from search.ranking import NEUTRAL_RESPONSIVENESS, holds
from search.refusals import Refusal

DAYS_A_MONTH = 30

WEIGHTS = (
    (gettext_lazy("Words"), ranking.WORDS,
     gettext_lazy("The words typed, in the title before the summary, the organisation’s name and "
                  "the text; a synonym counts for a little less.")),
    (gettext_lazy("Group"), ranking.NEAR * Tier.NEAR,
     gettext_lazy("Near the commune or at home, before from anywhere, before far away. Without "
                  "words it decides first, whatever the rest.")),
    (gettext_lazy("Distance"), ranking.DISTANCE,
     gettext_lazy("From the commune to the closest place one goes to; half at 10 km, a quarter at "
                  "20 km.")),
    (gettext_lazy("Answers in time"), ranking.RESPONSIVENESS,
     gettext_lazy("The share of requests contacted in time over twelve months; few requests stay "
                  "neutral.")),
    (gettext_lazy("Checked lately"), ranking.FRESHNESS,
     gettext_lazy("Whole for four months after the offer was checked, then less and less; to check "
                  "it every day brings nothing more.")),
    (gettext_lazy("Room this week"), ranking.ROOM,
     gettext_lazy("The room left this week, when the offer states how many it can take.")),
)  # fmt: skip

GROUPS = {
    Tier.NEAR: gettext_lazy("near the commune, or at home"),
    Tier.EVERYWHERE: gettext_lazy("from anywhere"),
    Tier.FAR_AWAY: gettext_lazy("one has to go far"),
}
REFUSALS = {
    Refusal.LANGUAGE: gettext_lazy("It is not shown in this language."),
    Refusal.TERRITORY: gettext_lazy("It belongs to another territory."),
    Refusal.PLACE: gettext_lazy("It does not cover this commune."),
    Refusal.NOT_YET: gettext_lazy("It has not started yet."),
    Refusal.OVER: gettext_lazy("It is over."),
    Refusal.ANSWERS: gettext_lazy("Its criteria do not accept these answers."),
    Refusal.THEME: gettext_lazy("It belongs to another theme."),
    Refusal.SUBTHEME: gettext_lazy("It belongs to another sub-theme."),
    Refusal.ORGANISATION: gettext_lazy("It is another organisation’s."),
    Refusal.MODE: gettext_lazy("It does not work this way (on site, remote, at home)."),
    Refusal.PRICE: gettext_lazy("It is not free."),
    Refusal.SPOKEN: gettext_lazy("This language is not spoken there."),
    Refusal.ACCESSIBILITY: gettext_lazy("The place is not said to be accessible so."),
    Refusal.SATURDAY: gettext_lazy("It is not open on Saturday."),
    Refusal.CLOSED: gettext_lazy("It is closed now."),
    Refusal.TOO_FAR: gettext_lazy("It is farther than asked."),
    Refusal.WORDS: gettext_lazy("It does not hold enough of the words."),
}


def weights_in_words() -> tuple:
    """(name, weight, sentence) of each part, the heaviest first."""
    return WEIGHTS


def parts_in_words(one: Explained, search: Search) -> list[tuple[str, float]]:
    """What an offer’s place comes from: (“3.2 km”, 0.2), …; they add up to its score."""
    score = one.score
    parts = [(_("words"), score.words)] if search.terms else []
    if one.forgiven:
        parts.append((_("words close to those typed"), one.forgiven))
    if one.distance_km is not None:
        kilometres = number_format(one.distance_km, 1)
        parts.append((_("%(number)s km") % {"number": kilometres}, score.distance))
    group = tier(facts_of(one.row), search)
    return [
        *parts,
        (str(GROUPS[group]), score.group),
        (_checked(one.row, search), score.freshness),
        (_answering(one.row.responsiveness), score.responsiveness),
        (_room(one.row.room), score.room),
    ]


def refusals_in_words(row: CatalogueOffer, missed: Iterable[Refusal], search: Search) -> list[str]:
    """Sentences; the offer’s own figures with them."""
    facts = facts_of(row)
    told = [] if row.live else [_("It is not live: it was withdrawn, it is paused, or it is over.")]
    for refusal in missed:
        # Which languages an offer that is not live answers for says nothing.
        if refusal == Refusal.LANGUAGE and not row.live:
            continue
        sentence = str(REFUSALS[refusal])
        if refusal == Refusal.NOT_YET:
            sentence += " " + _("It starts on %(day)s.") % {"day": date_format(row.starts_on)}
        elif refusal == Refusal.OVER:
            sentence += " " + _("It ended on %(day)s.") % {"day": date_format(row.ends_on)}
        elif refusal == Refusal.WORDS:
            terms = [t for t in search.terms if not holds(t, facts.texts, facts.language)]
            words = ", ".join(term.own[0] for term in terms)
            sentence += " " + _("Not found in it: %(words)s.") % {"words": words}
        elif refusal == Refusal.TOO_FAR and (far := distance(facts, search)) is not None:
            sentence += " " + _("It is %(number)s km away.") % {"number": number_format(far, 1)}
        told.append(sentence)
    return told


def _checked(row: CatalogueOffer, search: Search) -> str:
    if row.verified_on is None:
        return _("no date of check")
    days = (search.day - row.verified_on).days
    if days < 0:
        return _("checked on a day to come")
    if days < DAYS_A_MONTH:
        return _("checked this month")
    months = days // DAYS_A_MONTH
    sentence = ngettext("checked %(count)d month ago", "checked %(count)d months ago", months)
    return sentence % {"count": months}


def _answering(responsiveness: float) -> str:
    if responsiveness == NEUTRAL_RESPONSIVENESS:
        return _("answers: too few requests to tell")
    return _("answers in time: %(share)d %%") % {"share": round(100 * responsiveness)}


def _room(room: float) -> str:
    if room >= 1:
        return _("room this week")
    return _("little room this week") if room > 0 else _("no room left this week")
