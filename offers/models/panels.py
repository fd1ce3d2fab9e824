"""The order in which an editor fills an offer: the text, then who, how, where and until when."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

OFFER_PANELS = [
    FieldPanel("summary"),
    FieldPanel("body"),
    FieldPanel("audience"),
    FieldPanel("steps"),
    MultiFieldPanel(
        [
            FieldPanel("organisation"),
            FieldPanel("professional"),
            FieldPanel("delay_days"),
            FieldPanel("weekly_capacity"),
        ],
        heading=_("Who contacts the young person"),
    ),
    MultiFieldPanel(
        [FieldPanel("subtheme"), FieldPanel("criteria"), FieldPanel("coverage")],
        heading=_("For whom"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("modes"),
            FieldPanel("access"),
            FieldPanel("accessibility"),
            FieldPanel("languages"),
            FieldRowPanel([FieldPanel("free"), FieldPanel("price")]),
            FieldPanel("website"),
        ],
        heading=_("How it happens"),
    ),
    InlinePanel("places", heading=_("Places"), label=_("place")),
    InlinePanel("hours", heading=_("Opening hours"), label=_("hours")),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel("paused_until"),
            FieldRowPanel([FieldPanel("verified_on"), FieldPanel("review_every_months")]),
        ],
        heading=_("Dates"),
    ),
]
