"""What tells a person from a program, without asking anything of the person.

A field that nobody sees stays empty, and nobody reads and fills in a form within FORM_SECONDS. Who
is taken for a program by mistake reads a sentence and presses once more. A form may stay open for
days, or come back with the browser's “back”: only haste counts.
"""

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.notice import VERSION

SALT = "portal.journey.unhurried"


class UnhurriedForm(forms.Form):
    website = forms.CharField(label=_("Leave this field empty"), required=False)
    opened = forms.CharField(required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("website"):
            raise ValidationError(
                _("A hidden field was filled in, as programs do. It is empty now: press once more.")
            )
        if settings.FORM_SECONDS and not self._took_its_time():
            raise ValidationError(
                _("That was very fast. Check what you wrote and press once more.")
            )
        return cleaned

    @property
    def stamp(self) -> str:
        """When it was opened and under which notice, signed: the first one as long as it is ours,
        so that a second press has taken its time."""
        posted = self.data.get("opened", "")
        if posted and _read(posted):
            return posted
        opened = {"at": timezone.now().timestamp(), "notice": VERSION}
        return signing.dumps(opened, salt=SALT)

    @property
    def notice_version(self) -> str:
        """The one that was shown: a page may have been open since before it changed."""
        return _read(self.data.get("opened", "")).get("notice", VERSION)

    def _took_its_time(self) -> bool:
        opened = _read(self.data.get("opened", "")).get("at")
        return opened is not None and _since(opened) >= settings.FORM_SECONDS


def _read(stamp: str) -> dict:
    try:
        return signing.loads(stamp, salt=SALT)
    except signing.BadSignature:
        return {}


def _since(moment: float) -> float:
    return timezone.now().timestamp() - moment
