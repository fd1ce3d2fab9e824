"""Numbers to call when it cannot wait: free, for the whole country."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class EmergencyNumber:
    """`number` is as people read it, `href` what a telephone opens."""

    number: str
    href: str
    label: str | Promise


def _call(number: str, label: Promise) -> EmergencyNumber:
    return EmergencyNumber(number, f"tel:{''.join(number.split())}", label)


# By what a theme's file writes under "urgent". Sources: service-public.gouv.fr and each line.
EMERGENCY_NUMBERS: dict[str, EmergencyNumber] = {
    "15": _call("15", _("An ambulance, a doctor right now")),
    "17": _call("17", _("The police, danger right now")),
    "18": _call("18", _("The fire brigade")),
    "112": _call("112", _("Any emergency, everywhere in Europe")),
    "114": EmergencyNumber("114", "sms:114", _("Any emergency by text message, without talking")),
    "115": _call("115", _("A roof for tonight: free, day and night")),
    "119": _call("119", _("A child or a teenager in danger: free, day and night")),
    "3114": _call("3114", _("Dark thoughts: someone listens, free, day and night")),
    "3919": _call("3919", _("Violence against women: free, anonymous, day and night")),
    "3018": _call("3018", _("Bullying and violence online: free, every day from 9 am to 11 pm")),
    "0800235236": _call(
        "0\u00a0800\u00a0235\u00a0236",
        _("Fil santé jeunes, health questions: free, anonymous, every day from 9 am to 11 pm"),
    ),
}
