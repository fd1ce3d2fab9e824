from django.apps import AppConfig


class CountryConfig(AppConfig):
    name = "portal.country"
