"""A second proof beside the password, for who wants one: a code of an application (TOTP), or one of
the spare codes that were written down. Once it is on, no page opens without it."""

import base64

import django_otp
import segno
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.pro.access import SIGN_IN, for_professionals, national_site
from portal.pro.account_forms import CodeForm, SecurityForm

SPARE_CODES = 8


@national_site
@login_required(login_url=SIGN_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request):
    """Between the password and the pages."""
    form = CodeForm(request.POST or None)
    after = request.POST.get("next") or request.GET.get("next", "")
    if request.method != "POST" or not form.is_valid():
        status = 400 if request.method == "POST" else 200
        return render(request, "pro/code.html", {"form": form, "next": after}, status=status)
    device = _device_of(request.user, form.cleaned_data["code"])
    if device is None:
        form.add_error("code", _("This code does not open. Wait for the next one and try again."))
        return render(request, "pro/code.html", {"form": form, "next": after}, status=400)
    django_otp.login(request, device)
    safe = url_has_allowed_host_and_scheme(
        after, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(after if safe else "pro:inbox")


@for_professionals
@require_http_methods(["GET", "HEAD", "POST"])
def security(request):
    """Switch the second proof on and off."""
    if request.method != "POST":
        return _page(request)
    form = SecurityForm(request.POST)
    if not form.is_valid():
        return _page(request, error=_("Choose one of the buttons."), status=400)
    given = form.cleaned_data["code"]
    match form.cleaned_data["action"]:
        case "start":
            start(request.user)
        case "confirm":
            device, spare = confirm(request.user, given)
            if device is None:
                return _page(request, error=_("This code is not the one expected."), status=400)
            django_otp.login(request, device)
            return _page(request, spare=spare)
        case "stop":
            if _device_of(request.user, given) is None:
                return _page(request, error=_("This code is not the one expected."), status=400)
            forget(request.user)
    return redirect("pro:security")


@transaction.atomic
def start(user) -> TOTPDevice:
    """A new key to show to the application; it counts once a code of it was given."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name="application", confirmed=False)


@transaction.atomic
def confirm(user, given: str) -> tuple[TOTPDevice | None, list[str]]:
    """The device that is on from now, and the spare codes, shown this once."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    if device is None or not django_otp.verify_token(user, device.persistent_id, given):
        return None, []
    forget(user, keep=device)
    device.refresh_from_db()
    device.confirmed = True
    device.save()
    paper = StaticDevice.objects.create(user=user, name="paper", confirmed=True)
    spare = [StaticToken.random_token() for _code in range(SPARE_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=paper, token=one) for one in spare)
    return device, spare


@transaction.atomic
def forget(user, *, keep: TOTPDevice | None = None) -> None:
    """The password is enough again."""
    StaticDevice.objects.filter(user=user).delete()
    TOTPDevice.objects.filter(user=user).exclude(pk=keep and keep.pk).delete()


def _device_of(user, given: str):
    """Which device of theirs takes this code; each slows down who guesses."""
    model = TOTPDevice if given.isdigit() else StaticDevice
    for device in model.objects.devices_for_user(user, confirmed=True):
        if django_otp.verify_token(user, device.persistent_id, given):
            return device
    return None


def _page(request, *, error="", spare=(), status=200):
    devices = {one.confirmed: one for one in TOTPDevice.objects.filter(user=request.user)}
    waiting = None if spare else devices.get(False)
    context = {
        "is_on": True in devices,
        "key": _readable(waiting) if waiting else "",
        "picture": _picture(waiting) if waiting else "",
        "spare": spare,
        "error": error,
    }
    return render(request, "pro/security.html", context, status=status)


def _readable(device: TOTPDevice) -> str:
    key = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def _picture(device: TOTPDevice) -> str:
    drawn = segno.make(device.config_url).svg_inline(scale=5, border=2, light="#fff")
    return mark_safe(drawn)  # noqa: S308 - lines and nothing else
