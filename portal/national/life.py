"""A territory pauses, closes, opens again, is deleted: what happens is said before it does."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.archives.deleting import deletion_day, keep, plan_deletion
from portal.pausing import close_territory, pause_territory, take_up_territory, what_stops
from tenants.models import NATIONAL, Territory


class PauseForm(forms.ModelForm):
    class Meta:
        model = Territory
        fields = ["message"]
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "message": gettext_lazy(
                "Why, until when, and where to go meanwhile. It is read by young people."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["message"].required = True


class TypedNameForm(forms.Form):
    """The short name, typed: nobody closes or deletes a territory by a slip of the hand."""

    typed = forms.CharField(
        label=gettext_lazy("To confirm, type its short name"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type the short name to confirm.")},
    )

    def __init__(self, *args, territory, **kwargs):
        super().__init__(*args, **kwargs)
        self.territory = territory
        self.fields["typed"].help_text = territory.slug

    def clean_typed(self):
        if self.cleaned_data["typed"].strip().lower() != self.territory.slug:
            raise ValidationError(_("This is not its short name."))
        return self.cleaned_data["typed"]


@require_safe
def life(request, pk):
    territory = _local(pk)
    context = {"territory": territory, "stop": what_stops(territory)}
    return render(request, "national/life/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request, pk):
    territory = _local(pk)
    form = PauseForm(_posted(request), instance=territory)
    if not form.is_valid():
        return _page(request, "pause", territory, form)
    return _then(request, pk, lambda: _pause(territory, form.cleaned_data["message"]))


@require_POST
def take_up(request, pk):
    return _then(request, pk, lambda: _take_up(_local(pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def close(request, pk):
    territory = _local(pk)
    data = _posted(request)
    said, typed = PauseForm(data, instance=territory), TypedNameForm(data, territory=territory)
    if not (said.is_valid() and typed.is_valid()):
        return _page(request, "close", territory, said, typed)
    return _then(request, pk, lambda: _close(territory, said.cleaned_data["message"]))


@require_http_methods(["GET", "HEAD", "POST"])
def delete_later(request, pk):
    territory = _local(pk)
    form = TypedNameForm(_posted(request), territory=territory)
    if not form.is_valid():
        return _page(request, "delete", territory, form)
    return _then(request, pk, lambda: _delete_later(territory))


@require_POST
def keep_it(request, pk):
    return _then(request, pk, lambda: _keep(_local(pk)))


def _pause(territory, message):
    pause_territory(territory=territory, message=message)
    return _("%(name)s is paused.") % {"name": territory}


def _take_up(territory):
    take_up_territory(territory=territory, day=timezone.localdate())
    return _("%(name)s is open.") % {"name": territory}


def _close(territory, message):
    told = close_territory(territory=territory, message=message, now=timezone.now())
    sentence = ngettext(
        "%(name)s is closed. %(count)d person who waited is told.",
        "%(name)s is closed. %(count)d people who waited are told.",
        told,
    )
    return sentence % {"name": territory, "count": told}


def _delete_later(territory):
    planned = plan_deletion(territory=territory, today=timezone.localdate())
    day = date_format(planned.delete_on, "j F Y")
    return _("%(name)s is deleted on %(day)s.") % {"name": territory, "day": day}


def _keep(territory):
    keep(territory=territory)
    return _("%(name)s is kept.") % {"name": territory}


def _local(pk):
    """The national site neither pauses nor closes."""
    return get_object_or_404(Territory.objects.with_address().exclude(schema_name=NATIONAL), pk=pk)


def _posted(request):
    return request.POST if request.method == "POST" else None


def _then(request, pk, act):
    """What `act` says that it did, or why it could not."""
    try:
        messages.success(request, act())
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    return redirect("territories:life", pk)


def _page(request, name, territory, *forms):
    context = {
        "territory": territory,
        "forms": forms,
        "stop": what_stops(territory),
        "day": deletion_day(timezone.localdate()),
    }
    status = 400 if any(form.errors for form in forms) else 200
    return render(request, f"national/life/{name}.html", context, status=status)
