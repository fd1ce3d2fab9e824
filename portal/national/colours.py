"""A territory's colours: one control a token, refused when they cannot be read."""

from dataclasses import asdict, fields

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tenants.palette import MODES, NAMES, Palette, Tokens, check, nearest, read_palette

CONTROLS = [(mode, token.name) for mode in MODES for token in fields(Tokens)]


class ColourInput(forms.TextInput):
    input_type = "color"


class PaletteInput(forms.MultiWidget):
    template_name = "national/palette.html"

    def __init__(self, attrs=None):
        controls = {f"{mode}_{token}": ColourInput for mode, token in CONTROLS}
        super().__init__(controls, attrs)

    def decompress(self, value):
        palette = asdict(read_palette(value or {}))
        return [palette[mode][token] for mode, token in CONTROLS]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for subwidget, (mode, token) in zip(context["widget"]["subwidgets"], CONTROLS, strict=True):
            subwidget["colour_name"] = f"{MODES[mode]} · {NAMES[token]}"
        return context


class PaletteField(forms.MultiValueField):
    """`{"light": {"brand": "#0b524c", …}, "dark": {…}}`, see tenants.palette."""

    widget = PaletteInput

    def __init__(self, **kwargs):
        super().__init__([forms.CharField(max_length=7) for _control in CONTROLS], **kwargs)

    def compress(self, values):
        colours = {mode: {} for mode in MODES}
        for (mode, token), colour in zip(CONTROLS, values, strict=True):
            colours[mode][token] = colour.lower()
        try:
            palette = read_palette(colours)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        unreadable = check(palette)
        if unreadable:
            raise ValidationError([*unreadable, self._advice(palette)])
        return palette.as_dict()

    def _advice(self, palette: Palette) -> str:
        wanted, near = palette.as_dict(), nearest(palette).as_dict()
        changes = [
            f"{MODES[mode]} · {NAMES[token]} {near[mode][token]}"
            for mode, token in CONTROLS
            if near[mode][token] != wanted[mode][token]
        ]
        return _("The nearest colours that can be read: %(colours)s.") % {
            "colours": ", ".join(changes)
        }
