"""The step between the password and the pages, and the page on which one switches it on."""

import base64
import json
from functools import wraps

import django_otp
import segno
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_otp import DEVICE_ID_SESSION_KEY

from contacts.models import Professional
from portal.grants import held_by
from portal.pro import passkeys
from portal.pro.access import door_of
from portal.pro.account_forms import CodeForm, PasskeyForm, SecurityForm
from portal.pro.models import CodeDevice
from portal.pro.second_factor import (
    confirm,
    device_of,
    give_up,
    remove_passkey,
    spare_codes_left,
    start,
    stop_codes,
    write_spare_codes,
)
from portal.pro.second_step import must_have_one
from portal.secret_pages import private
from tenants.rights import READ, Domain, Who, roles_that


def for_accounts(view):
    """Signed in, on whichever site: each has its own door."""

    @private
    @wraps(view)
    def checked(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path(), door_of(request))

    return checked


@for_accounts
@require_http_methods(["GET", "HEAD", "POST"])
def code(request):
    """Between the password and the pages: a passkey, or a code."""
    if request.method != "POST":
        return _door(request, CodeForm())
    with_passkey = "passkey" in request.POST
    form = (PasskeyForm if with_passkey else CodeForm)(request.POST)
    device = None
    if form.is_valid():
        try:
            device = _open(request, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None if with_passkey else "code", refusal)
    if device is None:
        return _door(request, form, status=400)
    django_otp.login(request, device)
    return redirect(where_to(request, request.POST.get("next", "")))


def where_to(request, after):
    """Where one was going, if it is here; else where one's work is, by the table of rights."""
    if url_has_allowed_host_and_scheme(
        after, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return after
    if not request.tenant.is_national:
        return reverse("wagtailadmin_home")
    if Professional.objects.of(request.user).exists():
        return reverse("pro:inbox")
    roles = {one.who for one in held_by(request)}
    if roles & roles_that(READ, Domain.FOLLOWING):
        return reverse("country:home")
    if roles & {Who.CANDIDATE, Who.COMMITTEE}:
        return reverse("deployment:files")
    if request.user.has_perm("wagtailadmin.access_admin"):
        return reverse("wagtailadmin_home")
    return reverse("hub:home" if roles & roles_that(READ, Domain.HUB) else "pro:inbox")


def _open(request, given):
    if "passkey" in given:
        return passkeys.check(request, given["passkey"])
    device = device_of(request.user, given["code"])
    if device is None:
        raise ValidationError(_("This code does not open. Wait for the next one and try again."))
    return device


def _door(request, form, *, status=200):
    refused = isinstance(form, PasskeyForm)
    asked = passkeys.ask(request)
    context = {
        "form": CodeForm() if refused else form,
        "error": form.sentence if refused else "",
        "question": json.dumps(asked) if asked else "",
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "pro/code.html", context, status=status)


@for_accounts
@require_http_methods(["GET", "HEAD", "POST"])
def security(request):
    """Switch the second proof on and off; whoever has a role is led here until there is one."""
    if request.method != "POST":
        return _page(request)
    form = SecurityForm(request.POST)
    if not form.is_valid():
        return _page(request, error=form.sentence, status=400)
    try:
        spare = PRESSES[form.cleaned_data["action"]](request, form.cleaned_data)
    except ValidationError as refusal:
        return _page(request, error=refusal.messages[0], status=400)
    return _page(request, spare=spare) if spare else redirect(request.get_full_path())


def _start(request, given):
    start(request.user)


def _give_up(request, given):
    give_up(request.user)


def _confirm(request, given):
    device, spare = confirm(request.user, given["code"])
    if device is None:
        raise ValidationError(_("This code is not the one expected."))
    django_otp.login(request, device)
    return spare


def _stop(request, given):
    if device_of(request.user, given["code"]) is None:
        raise ValidationError(_("This code is not the one expected."))
    stop_codes(request.user)


def _add_passkey(request, given):
    passkey = passkeys.add(request, given["passkey"], given["name"] or _("My passkey"))
    if DEVICE_ID_SESSION_KEY not in request.session:
        django_otp.login(request, passkey)
    return None if spare_codes_left(request.user) else write_spare_codes(request.user)


def _remove_passkey(request, given):
    remove_passkey(get_object_or_404(passkeys.passkeys_of(request.user), pk=given["which"]))


def _spare(request, given):
    if DEVICE_ID_SESSION_KEY not in request.session:
        raise ValidationError(_("Add a passkey first, or a code of your phone."))
    return write_spare_codes(request.user)


# What each button does; spare codes to show, if there are.
PRESSES = {
    "start": _start,
    "give_up": _give_up,
    "confirm": _confirm,
    "stop": _stop,
    "add_passkey": _add_passkey,
    "remove_passkey": _remove_passkey,
    "spare": _spare,
}


def _page(request, *, error="", spare=(), status=200):
    devices = {one.confirmed: one for one in CodeDevice.objects.filter(user=request.user)}
    waiting = None if spare else devices.get(False)
    mine = list(passkeys.passkeys_of(request.user))
    question = passkeys.ask_for_new(request)
    context = {
        "is_on": True in devices,
        "is_due": not mine and True not in devices and must_have_one(request.user),
        "passkeys": mine,
        "question": json.dumps(question) if question else "",
        "after": where_to(request, request.GET.get("next", "")),
        "key": _readable(waiting) if waiting else "",
        "picture": _picture(waiting) if waiting else "",
        "spare": spare,
        "left": spare_codes_left(request.user),
        "error": error,
    }
    return render(request, "pro/security.html", context, status=status)


def _readable(device: CodeDevice) -> str:
    key = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def _picture(device: CodeDevice) -> str:
    drawn = segno.make(device.config_url).svg_inline(scale=5, border=2, light="#fff")
    return mark_safe(drawn)  # noqa: S308 - lines and nothing else
