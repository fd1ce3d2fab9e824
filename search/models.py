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
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Territory


class Mode(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    REMOTE = "remote", _("Remote")
    AT_HOME = "at_home", _("At home")


class CatalogueOfferQuerySet(models.QuerySet):
    def live(self):
        return self.filter(live=True)

    def waiting(self):
        """Rows that the search index has not seen as they are now."""
        return self.filter(indexed_seq__lt=F("seq"))


class CatalogueOffer(models.Model):
    # "<territory slug>-<page id>": the same through every republication, and the public id.
    key = models.CharField(max_length=80, unique=True)
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="catalogue_offers")
    page_id = models.PositiveBigIntegerField()
    live = models.BooleanField(default=True)

    # A page in one language and the languages it answers for: French, and English as well
    # as long as there is no English translation.
    language = models.CharField(max_length=10, default="fr")
    shown_in = ArrayField(models.CharField(max_length=10), default=list)
    translation_key = models.UUIDField()

    theme = models.CharField(max_length=40)
    subtheme = models.CharField(max_length=40, blank=True)
    organisation_id = models.PositiveBigIntegerField()
    professional_id = models.PositiveBigIntegerField(null=True)
    delay_days = models.PositiveSmallIntegerField()
    modes = ArrayField(models.CharField(max_length=10, choices=Mode), default=list)
    free = models.BooleanField(default=False)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    # Typed zones, see tenants.coverage.
    included = ArrayField(models.CharField(max_length=30), default=list)
    excluded = ArrayField(models.CharField(max_length=30), default=list)

    # {"housing_duration": ["months"], "age": {"min": 18, "max": 30}}, see themes.matching; the
    # two arrays say the same to an index: keys with a criterion, and "key=choice" accepted.
    criteria = models.JSONField(default=dict)
    constrained = ArrayField(models.CharField(max_length=60), default=list)
    accepted = ArrayField(models.CharField(max_length=120), default=list)

    # [[lat, lon], …] of the places; `near` is whether one goes there or somebody comes home.
    points = models.JSONField(default=list)
    near = models.BooleanField(default=False)

    # What a list shows and what a page shows, ready to serve; see search.cards.
    card = models.JSONField(default=dict)
    detail = models.JSONField(default=dict)

    # Folded text by weight: title, then summary and organisation, then the rest.
    words = models.JSONField(default=dict)
    vector = SearchVectorField(null=True)

    seq = models.PositiveBigIntegerField(default=0, db_index=True)
    indexed_seq = models.PositiveBigIntegerField(default=0)
    verified_on = models.DateField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CatalogueOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue offer")
        verbose_name_plural = _("catalogue offers")
        constraints = [
            models.UniqueConstraint(fields=["territory", "page_id"], name="one_row_a_page"),
        ]
        indexes = [
            GinIndex(fields=["included"], name="catalogue_included"),
            GinIndex(fields=["vector"], name="catalogue_vector"),
            models.Index(fields=["theme", "live"], name="catalogue_theme"),
            models.Index(fields=["key"], condition=Q(indexed_seq__lt=F("seq")), name="catalogue_waiting"),
        ]

    def __str__(self):
        return self.card.get("title", self.key)
