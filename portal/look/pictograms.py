"""The drawings that a theme chooses among, by the name of their file."""

from django.utils.translation import gettext_lazy as _

PICTOGRAMS = {
    "employment": _("A bag"),
    "training": _("A book"),
    "housing": _("A house"),
    "health": _("A heart"),
    "mobility": _("A bus"),
    "sport": _("A ball"),
    "commitment": _("Two hands"),
    "world": _("A globe"),
    "culture": _("A note of music"),
    "rights": _("Scales"),
    "money": _("A coin"),
    "other": _("A compass"),
}
