from django.conf import settings
from rest_framework.throttling import AnonRateThrottle


class ReadingRate(AnonRateThrottle):
    """A reader needs no key, within a rate for each network address."""

    scope = "reading"
    rate = settings.API_READING_RATE
