"""The fixed lists an offer picks from; how one meets is `search.models.Mode`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Day(models.TextChoices):
    MONDAY = "mon", _("Monday")
    TUESDAY = "tue", _("Tuesday")
    WEDNESDAY = "wed", _("Wednesday")
    THURSDAY = "thu", _("Thursday")
    FRIDAY = "fri", _("Friday")
    SATURDAY = "sat", _("Saturday")
    SUNDAY = "sun", _("Sunday")


class SpokenLanguage(models.TextChoices):
    """ISO 639 codes of what people who work there speak or sign."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")
    ARABIC = "ar", _("Arabic")
    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt", _("Portuguese")
    ITALIAN = "it", _("Italian")
    GERMAN = "de", _("German")
    TURKISH = "tr", _("Turkish")
    RUSSIAN = "ru", _("Russian")
    UKRAINIAN = "uk", _("Ukrainian")
    ROMANIAN = "ro", _("Romanian")
    DARI = "prs", _("Dari")
    PASHTO = "ps", _("Pashto")
    CHINESE = "zh", _("Chinese")
    FRENCH_SIGN_LANGUAGE = "fsl", _("French sign language")


class Accessibility(models.TextChoices):
    WHEELCHAIR = "wheelchair", _("Step-free access")
    HEARING = "hearing", _("Hearing loop")
    SIGNING = "signing", _("Someone signs")
    SIGHT = "sight", _("Adapted for low vision")
    EASY_READ = "easy_read", _("Easy-to-read documents")
    ACCOMPANIED = "accompanied", _("You may come with somebody")
