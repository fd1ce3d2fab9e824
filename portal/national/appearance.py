"""How a territory looks, in preparation or open: colours, logo, languages."""

from io import BytesIO

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

from portal.national.colours import PaletteField
from tenants.models import Logo

MOST_BYTES = 2 * 1024 * 1024
WIDEST = 5000
KEPT = (480, 160)
OTHERS = [one for one in settings.LANGUAGES if one[0] != settings.LANGUAGE_CODE]


class LogoField(forms.ImageField):
    """A picture as it was uploaded → the PNG that is kept of it: smaller, and nothing but what one
    sees."""

    widget = forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"})

    def clean(self, data, initial=None):
        if data and data.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than 2 MB."))
        found = super().clean(data, initial)
        return _shrunk(found) if found else None


def _shrunk(file) -> bytes:
    if max(file.image.size) > WIDEST:
        raise ValidationError(_("This picture is larger than 5000 pixels."))
    file.seek(0)
    kept = BytesIO()
    with Image.open(file) as picture:
        small = picture.convert("RGBA")
        small.thumbnail(KEPT)
        small.save(kept, "PNG", optimize=True)
    return kept.getvalue()


class LanguagesField(forms.MultipleChoiceField):
    """["fr", "en"]; French is always one of them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(choices=OTHERS, required=False, **kwargs)

    def prepare_value(self, value):
        return value or [code for code, _name in OTHERS]

    def clean(self, value):
        return [settings.LANGUAGE_CODE, *super().clean(value)]


class AppearanceForm(forms.ModelForm):
    """For a territory, or for one in preparation."""

    palette = PaletteField(label=gettext_lazy("Colours"))
    picture = LogoField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy(
            "PNG, JPEG or WebP, 2 MB at most. It is shown beside the name, 44 pixels high."
        ),
    )
    no_logo = forms.BooleanField(label=gettext_lazy("Take the logo away"), required=False)
    languages = LanguagesField(label=gettext_lazy("Languages of its pages, beside French"))

    field_order = ["palette", "picture", "logo_alt", "no_logo", "languages"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.logo_id is None:
            del self.fields["no_logo"]
        self.fields["logo_alt"].help_text = _(
            "Read aloud to who does not see it: whose logo is it?"
        )

    def clean(self):
        said = super().clean()
        has_logo = said.get("picture") or (self.instance.logo_id and not said.get("no_logo"))
        if has_logo and not said.get("logo_alt"):
            self.add_error("logo_alt", _("Say what the logo says, for who does not see it."))
        return said

    def save(self, commit=True):
        before, picture = self.instance.logo, self.cleaned_data["picture"]
        if picture:
            self.instance.logo = Logo.objects.create(content=picture)
        elif self.cleaned_data.get("no_logo"):
            self.instance.logo, self.instance.logo_alt = None, ""
        saved = super().save(commit)
        if before and before != self.instance.logo:
            before.delete()
        return saved
