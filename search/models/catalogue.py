"""The national catalogue: one row for each live offer of each territory.

It is at once the outbox for indexing (`seq` grows with each change; a row with
`indexed_seq < seq` waits), the source of a rebuild, and the table the PostgreSQL engine reads.
An offer that is no longer live keeps its row with `live = False`, so that the index learns of it
and a contact request keeps its offer.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.models.hiding import OfferHiding
from search.models.upkeep import IndexingFailure
from search.ranking import NEUTRAL_RESPONSIVENESS
from tenants.coverage import Coverage
from tenants.models import NATIONAL, Territory


class Mode(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    REMOTE = "remote", _("Remote")
    AT_HOME = "at_home", _("At home")


class CatalogueOfferQuerySet(models.QuerySet):
    def live(self):
        return self.filter(live=True)

    def of_territories(self, territory_ids):
        """Rows that the sites of these territories show; None is all of them."""
        return self if territory_ids is None else self.filter(sites__overlap=list(territory_ids))

    def reaching(self, territory):
        """Rows of the national site that this territory shows, and those that it hides."""
        hidden = OfferHiding.objects.standing().filter(territory=territory)
        return self.filter(territory__schema_name=NATIONAL).filter(
            Q(sites__contains=[territory.pk])
            | Q(translation_key__in=hidden.values("translation_key"))
        )

    def in_theme(self, key):
        return self.filter(theme=key)

    def naming_answer(self, question, choice):
        """Rows that accept this answer by name."""
        return self.filter(accepted__contains=[f"{question}={choice}"])

    def shown_in(self, language):
        return self.filter(shown_in__contains=[language])

    def usable_on(self, day):
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day)
        )

    def covering(self, place_codes):
        """Rows whose zones hold a place: one zone taken in, none left out."""
        codes = list(place_codes)
        return self.filter(included__overlap=codes).exclude(excluded__overlap=codes)

    def by_theme(self, verified_since):
        """[{"territory", "theme", "all", one for each mode, "verified"}]: offers of each territory,
        a translation not counted again; verified since this day."""
        counted = {"all": Q(), "verified": Q(verified_on__gte=verified_since)}
        counted |= {mode.value: Q(modes__contains=[mode.value]) for mode in Mode}
        return (
            self.order_by()
            .values("territory", "theme")
            .annotate(
                **{
                    name: Count("translation_key", distinct=True, filter=condition)
                    for name, condition in counted.items()
                }
            )
        )

    def like(self, offer):
        """Rows for the same need of the same people."""
        return self.filter(theme=offer.theme, subtheme=offer.subtheme, criteria=offer.criteria)

    def behind(self):
        """Rows that the search index has not seen as they are now."""
        return self.filter(indexed_seq__lt=F("seq"))

    def waiting(self, now=None):
        """Rows behind whose turn it is: neither set aside nor to be tried later."""
        held = _failures_as_they_are().filter(
            Q(next_try_at=None) | Q(next_try_at__gt=now or timezone.now())
        )
        return self.behind().exclude(Exists(held))

    def set_aside(self):
        """Rows behind that the index will not take as they are."""
        return self.behind().filter(Exists(_failures_as_they_are().filter(next_try_at=None)))

    def renumber(self, **fields):
        """Change these fields and give each row the next number: the index has to see it again.
        Returns how many."""
        return self.update(seq=NextSeq(), changed_at=Now(), **fields)

    def count_by_territory(self):
        """{territory id: number of rows}."""
        return dict(self.values_list("territory").annotate(count=Count("pk")))


def _failures_as_they_are():
    return IndexingFailure.objects.filter(offer=OuterRef("pk"), seq=OuterRef("seq"))


class NextSeq(models.Func):
    """The next number of the catalogue's own sequence, a new one for each row."""

    template = "nextval('public.search_catalogueoffer_seq')"
    output_field = models.PositiveBigIntegerField()


class CatalogueOffer(models.Model):
    # "<territory slug>-<page id>": the same through every republication, and the public id.
    key = models.CharField(max_length=80, unique=True)
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="catalogue_offers")
    # Ids of the territories whose sites show it: see search.sites.
    sites = ArrayField(models.IntegerField(), default=list, blank=True)
    page_id = models.PositiveBigIntegerField()
    live = models.BooleanField(default=True)

    # A page in one language and the languages it answers for: French, and English as well
    # as long as there is no English translation.
    language = models.CharField(max_length=10, default="fr")
    shown_in = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    translation_key = models.UUIDField()

    theme = models.CharField(max_length=40)
    subtheme = models.CharField(max_length=40, blank=True)
    organisation_id = models.PositiveBigIntegerField()
    professional_id = models.PositiveBigIntegerField(null=True, blank=True)
    delay_days = models.PositiveSmallIntegerField()
    modes = ArrayField(models.CharField(max_length=10, choices=Mode), default=list, blank=True)
    free = models.BooleanField(default=False)
    spoken = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    accessibility = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    # Slots of a week in minutes since Monday midnight, see search.hours.
    opens = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    closes = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    open_saturday = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    # Typed zones, see tenants.coverage.
    included = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    excluded = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    # {"housing_duration": ["months"], "age": {"min": 18, "max": 30}}, see themes.matching; the
    # two arrays say the same of choices to an index: keys with a criterion, "key=choice" accepted.
    criteria = models.JSONField(default=dict, blank=True)
    constrained = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    accepted = ArrayField(models.CharField(max_length=120), default=list, blank=True)

    # [[lat, lon], …] of the places one goes to, and the same as two arrays for distances in SQL;
    # `near` is whether one goes there or somebody comes home.
    points = models.JSONField(default=list, blank=True)
    latitudes = ArrayField(models.FloatField(), default=list, blank=True)
    longitudes = ArrayField(models.FloatField(), default=list, blank=True)
    near = models.BooleanField(default=False)
    # What the offer brings to the daily draw between equals, see search.fairness.
    seed = models.PositiveIntegerField(default=1)

    # What a list shows and what a page shows, ready to serve; see search.cards.
    card = models.JSONField(default=dict)
    detail = models.JSONField(default=dict)

    # Text without markup by field, and the vector of its stems (see search.texts).
    words = models.JSONField(default=dict)
    vector = SearchVectorField(null=True, editable=False)
    # The names that one types the beginning of: title and organisation, see search.texts.
    starts = SearchVectorField(null=True, editable=False)

    # What the order takes from how requests are answered, both from 0 to 1: see search.signals.
    weekly_capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    responsiveness = models.FloatField(default=NEUTRAL_RESPONSIVENESS)
    room = models.FloatField(default=1.0)

    seq = models.PositiveBigIntegerField(default=0, db_index=True)
    indexed_seq = models.PositiveBigIntegerField(default=0)
    # Since when it has this number, see `renumber`: how long it has been waiting.
    changed_at = models.DateTimeField(db_default=Now(), editable=False)
    # Up to where its words are known to the vocabulary, see search.knowledge.
    learned_seq = models.PositiveBigIntegerField(default=0)
    verified_on = models.DateField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CatalogueOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue offer")
        verbose_name_plural = _("catalogue offers")
        constraints = [
            models.UniqueConstraint(fields=["territory", "page_id"], name="one_row_a_page"),
        ]
        indexes = [
            GinIndex(fields=["included"], name="catalogue_included", condition=Q(live=True)),
            GinIndex(fields=["sites"], name="catalogue_sites", condition=Q(live=True)),
            GinIndex(fields=["vector"], name="catalogue_vector", condition=Q(live=True)),
            GinIndex(fields=["starts"], name="catalogue_starts", condition=Q(live=True)),
            models.Index(fields=["theme", "live"], name="catalogue_theme"),
            models.Index(fields=["translation_key"], name="catalogue_translations"),
            models.Index(
                fields=["seq"], condition=Q(indexed_seq__lt=F("seq")), name="catalogue_waiting"
            ),
            models.Index(
                fields=["seq"],
                condition=Q(live=True, learned_seq__lt=F("seq")),
                name="catalogue_to_learn",
            ),
            models.Index(
                fields=["key"], condition=Q(live=True, room=0), name="catalogue_without_room"
            ),
        ]

    def __str__(self):
        return self.card.get("title", self.key)

    @property
    def coverage(self):
        return Coverage(frozenset(self.included), frozenset(self.excluded))
