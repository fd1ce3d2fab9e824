"""Model fields that store a list picked from fixed choices, and a list of typed zones."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from offers.widgets import ZonesInput
from tenants.coverage import validate_zone


class ChoiceListField(models.JSONField):
    """A list of values of one TextChoices, in its order: `["mon", "tue"]`."""

    def __init__(self, enum=None, **kwargs):
        self.enum = enum
        super().__init__(**{"default": list, **kwargs})

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        unknown = sorted(set(value) - set(self.enum.values))
        if unknown:
            raise ValidationError(
                _("“%(value)s” is not one of the choices."), params={"value": unknown[0]}
            )

    def formfield(self, **kwargs):
        return forms.TypedMultipleChoiceField(
            choices=self.enum.choices,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=self.verbose_name,
            help_text=self.help_text,
            empty_value=[],
            **{key: value for key, value in kwargs.items() if key in ("initial", "disabled")},
        )


class ZonesField(models.JSONField):
    """Typed zones, `["epci:200067213", "-commune:51454"]`; see tenants.coverage."""

    def __init__(self, **kwargs):
        super().__init__(**{"default": list, **kwargs})

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        for zone in value:
            validate_zone(zone.removeprefix("-"))
        if value and all(zone.startswith("-") for zone in value):
            raise ValidationError(_("Take in at least one zone before leaving some out."))

    def formfield(self, **kwargs):
        return ZonesFormField(
            required=not self.blank, label=self.verbose_name, help_text=self.help_text
        )


class ZonesFormField(forms.Field):
    """A list of zones; the widget hands over the lines typed or picked."""

    widget = ZonesInput

    def to_python(self, value):
        return value or []

    def has_changed(self, initial, data):
        return (initial or []) != (data or [])
