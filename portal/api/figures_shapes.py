"""What the API answers of the figures of a place."""

from rest_framework import serializers


class OffersOfTheme(serializers.Serializer):
    theme = serializers.CharField()
    all = serializers.IntegerField()
    on_site = serializers.IntegerField()
    remote = serializers.IntegerField()
    at_home = serializers.IntegerField()
    verified = serializers.IntegerField(help_text="in the last six months")


def _counts(what):
    return serializers.DictField(
        child=serializers.IntegerField(allow_null=True), help_text=f"{{{what}: requests}}"
    )


class RequestFigures(serializers.Serializer):
    first = serializers.CharField(help_text="month of the first requests that are counted")
    last = serializers.CharField(help_text="month of the last ones")
    sent = serializers.IntegerField(allow_null=True)
    in_time = serializers.IntegerField(allow_null=True)
    late = serializers.IntegerField(allow_null=True)
    expired = serializers.IntegerField(allow_null=True)
    not_contacted = serializers.IntegerField(allow_null=True)
    share_in_time = serializers.IntegerField(allow_null=True, help_text="per cent")
    median_hours = serializers.IntegerField(allow_null=True, help_text="to the contact")
    declined = _counts("reason")
    outcome = _counts("outcome")
    helped = _counts("answer")
    months = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text="{sent or in_time: {month: requests}}; one that is hidden is not there",
    )


class FiguresOut(serializers.Serializer):
    place = serializers.CharField(help_text="typed code, or territory:<slug>")
    name = serializers.CharField()
    counted_on = serializers.DateField()
    communes = serializers.IntegerField(help_text="covered")
    inhabitants = serializers.IntegerField(help_text="covered")
    territories = serializers.DictField(
        child=serializers.IntegerField(), help_text="{status: territories}"
    )
    offers = OffersOfTheme(many=True)
    requests = RequestFigures(allow_null=True)
