"""Images: own models from day one, since they cannot be changed later without moving every row."""

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class Picture(AbstractImage):
    credit = models.CharField(
        _("credit"), max_length=120, blank=True, help_text=_("Who made it, and its licence.")
    )

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_filter"
            )
        ]

    def __str__(self):
        return f"{self.image_id} · {self.filter_spec}"

    @property
    def full_url(self):
        """On this territory's host: WAGTAILADMIN_BASE_URL is the national one for all."""
        return f"{connection.tenant.url}{self.url}" if self.url.startswith("/") else self.url
