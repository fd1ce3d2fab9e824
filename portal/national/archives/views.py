"""Territories in files: made, handed out, put back, brought from another portal."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.archives.importing import import_territory
from portal.archives.models import Archive
from portal.archives.services import ask_for_archive, restore, throw_away
from tenants.models import NATIONAL, Territory
from tenants.provisioning import NoSpareError

LISTED = 200


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Archive"),
        validators=[FileExtensionValidator(["zip"])],
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        help_text=gettext_lazy("The file that another portal of the same version has exported."),
    )
    slug = forms.CharField(
        label=gettext_lazy("Another short name"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Empty: the one that it had."),
    )
    host = forms.CharField(
        label=gettext_lazy("Another host name"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Empty: the one that it had, or below the address of this portal."),
    )


@require_safe
def index(request):
    archives = list(Archive.objects.select_related("territory")[:LISTED])
    context = {
        "archives": archives,
        "waiting": sum(one.state == Archive.State.WAITING for one in archives),
    }
    return render(request, "national/archives/index.html", context)


@require_POST
def export(request, pk):
    territory = get_object_or_404(
        Territory.objects.with_address().exclude(schema_name=NATIONAL), pk=pk
    )
    ask_for_archive(territory=territory)
    messages.success(request, _("The archive of %(name)s is being made.") % {"name": territory})
    return redirect("archives:index")


@require_safe
def download(request, pk):
    archive = _ready(pk)
    return FileResponse(archive.file.open(), as_attachment=True, filename=f"{archive.slug}.zip")


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request):
    form = ImportForm()
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            territory = import_territory(**form.cleaned_data)
        except (ValidationError, NoSpareError) as refusal:
            form.add_error(None, _why(refusal))
        else:
            return _opened(request, territory)
    status = 400 if form.errors else 200
    return render(request, "national/archives/import.html", {"form": form}, status=status)


@require_POST
def put_back(request, pk):
    try:
        territory = restore(_ready(pk))
    except (ValidationError, NoSpareError) as refusal:
        for sentence in _why(refusal):
            messages.error(request, sentence)
        return redirect("archives:index")
    return _opened(request, territory)


@require_POST
def remove(request, pk):
    throw_away(get_object_or_404(Archive, pk=pk))
    messages.success(request, _("The archive is gone."))
    return redirect("archives:index")


def _ready(pk):
    return get_object_or_404(Archive, pk=pk, state=Archive.State.READY)


def _why(refusal):
    if isinstance(refusal, NoSpareError):
        return [_("No place is ready: one is being made. Try again in five minutes.")]
    return refusal.messages


def _opened(request, territory):
    messages.success(request, _("%(name)s is open.") % {"name": territory})
    return redirect("territories:edit", territory.pk)
