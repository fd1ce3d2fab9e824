"""Keys for the software of an organisation: its leads make them, replace them, take them back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from contacts.enums import KeyScope
from contacts.models import InboxKey, Organisation
from contacts.services.keys import create_key, revoke_key, rotate_key
from portal.pro.access import for_professionals

DAYS = [(90, _("3 months")), (180, _("6 months")), (365, _("1 year"))]


class NewKeyForm(forms.Form):
    name = forms.CharField(
        max_length=60,
        error_messages={
            "required": _("Write which software it is for."),
            "max_length": _("Write its name in 60 characters at most."),
        },
    )
    scopes = forms.MultipleChoiceField(
        choices=KeyScope,
        error_messages={
            "required": _("Choose what the key allows."),
            "invalid_choice": _("Choose what the key allows."),
        },
    )
    days = forms.TypedChoiceField(
        choices=DAYS,
        coerce=int,
        error_messages={
            "required": _("Choose for how long."),
            "invalid_choice": _("Choose for how long."),
        },
    )

    @property
    def sentence(self):
        return next(iter(self.errors.values()))[0]


class OldKeyForm(forms.Form):
    """A key of the organisation, to replace or to take back."""

    action = forms.ChoiceField(choices=[(one, one) for one in ("rotate", "revoke")])
    key = forms.ModelChoiceField(None)

    sentence = _("Choose one of the buttons.")

    def __init__(self, data, *, me):
        super().__init__(data)
        self.fields["key"].queryset = InboxKey.objects.filter(organisation=me.organisation_id)


@dataclass(frozen=True)
class Shown:
    key: InboxKey
    usable: bool
    may_rotate: bool


@dataclass(frozen=True)
class Keys:
    organisation: Organisation
    usable: list[Shown]
    former: list[Shown]


@for_professionals
@require_safe
def keys(request):
    return _page(request)


@for_professionals
@require_POST
def change(request, pk):
    """One press about the keys of the organisation `pk`, which this person leads."""
    me = next((row for row in _led_by(request) if row.organisation_id == pk), None)
    if me is None:
        raise Http404
    creates = request.POST.get("action") == "create"
    form = NewKeyForm(request.POST) if creates else OldKeyForm(request.POST, me=me)
    if not form.is_valid():
        return _page(request, error=form.sentence, status=400)
    try:
        new = _do(me, timezone.now(), **form.cleaned_data)
    except ValidationError as refusal:
        return _page(request, error=refusal.messages[0], status=409)
    return _page(request, new=new) if new else redirect("pro:keys")


def _do(me, now, *, action="create", key=None, days=0, **named):
    """The new key, of which the secret is shown this once; None for one that was taken back."""
    match action:
        case "create":
            return create_key(by=me, valid=timedelta(days=days), now=now, **named)
        case "rotate":
            return rotate_key(key=key, by=me, now=now)
        case "revoke":
            return revoke_key(key=key, by=me, now=now)


def _led_by(request):
    led = [row for row in request.rows if row.is_lead]
    if not led:
        raise Http404
    return led


def _page(request, *, new=None, error="", status=200):
    led = [row.organisation for row in _led_by(request)]
    known = list(InboxKey.objects.filter(organisation__in=led).listed())
    now = timezone.now()
    context = {
        "organisations": [_keys_of(one, known, now) for one in led],
        "new": new,
        "error": error,
        "scopes": KeyScope.choices,
        "days": DAYS,
    }
    return render(request, "pro/keys.html", context, status=status)


def _keys_of(organisation: Organisation, known: list[InboxKey], now: datetime) -> Keys:
    replaced = {one.replaces_id for one in known}
    shown = [
        Shown(one, usable, usable and one.pk not in replaced)
        for one in known
        if one.organisation_id == organisation.pk
        for usable in [one.revoked_at is None and one.expires_at > now]
    ]
    return Keys(
        organisation,
        [one for one in shown if one.usable],
        [one for one in shown if not one.usable],
    )
