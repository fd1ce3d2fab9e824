"""What understanding words needs: the words of the catalogue, and the synonyms."""

from django.db import models
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _


class CatalogueWord(models.Model):
    """One word of the catalogue, folded, and how many live offers hold it: what a misspelled word
    is compared with. Kept by search.knowledge, of no use to anybody else."""

    word = models.CharField(max_length=60, primary_key=True)
    offers = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("word of the catalogue")
        verbose_name_plural = _("words of the catalogue")

    def __str__(self):
        return self.word


class SynonymSetQuerySet(models.QuerySet):
    def in_force(self):
        return self.applied().first()

    def applied(self):
        """The history, the last one first."""
        return self.filter(applied_at__isnull=False).order_by("-applied_at", "-pk")

    def draft(self):
        return self.filter(applied_at__isnull=True).first()


class SynonymSet(models.Model):
    """All the synonyms at one moment, one rule a line (see search.language.synonyms): a draft until
    it is applied, then a page of the history. The last one applied is in force."""

    rules = models.TextField(_("rules"))
    note = models.CharField(_("what changes, in a few words"), max_length=200, blank=True)
    saved_at = models.DateTimeField(_("saved on"))
    saved_by = models.CharField(_("saved by"), max_length=254)
    applied_at = models.DateTimeField(_("applied on"), null=True, blank=True)
    applied_by = models.CharField(_("applied by"), max_length=254, blank=True)
    # What shipped with the project when its new rules were looked at last.
    shipped = models.TextField(blank=True, editable=False)

    objects = SynonymSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of synonyms")
        verbose_name_plural = _("synonyms")
        constraints = [
            models.UniqueConstraint(
                IsNull(models.F("applied_at"), True),
                condition=models.Q(applied_at=None),
                name="one_draft_of_synonyms",
                violation_error_message=_("There is a draft already."),
            ),
        ]

    def __str__(self):
        return f"{self.saved_at:%Y-%m-%d %H:%M}"
