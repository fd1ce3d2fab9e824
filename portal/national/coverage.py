"""Other zones for a territory that is open: what changes is shown before anything does."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_tenants.utils import schema_context

from portal.national.drawing import drawn
from portal.reach import what_changes
from tenants.coverage import read_zones, write_zones
from tenants.geography.zones import find_zones, zones_of_nobody
from tenants.models import NATIONAL, Territory
from tenants.provisioning import set_coverage


class ZonesField(forms.CharField):
    """Typed zones, one a line or after a space: `["epci:200067213", "-commune:51454"]`."""

    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        typed = super().to_python(value).split()
        _refuse(
            [zone for zone in typed if not _is_zone(zone)],
            _("“%(zone)s” is no zone: write epci:200067213, departement:46 or commune:51454."),
        )
        coverage = read_zones(typed)
        _refuse(
            zones_of_nobody(coverage.included | coverage.excluded),
            _("Nobody lives in “%(zone)s” today: find the code of the place by its name."),
        )
        return write_zones(coverage)

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


def _is_zone(text):
    try:
        read_zones([text])
    except ValueError:
        return False
    return True


def _refuse(zones, sentence):
    if zones:
        raise ValidationError([ValidationError(sentence, params={"zone": one}) for one in zones])


class CoverageForm(forms.Form):
    zones = ZonesField(label=gettext_lazy("Zones"))


@require_http_methods(["GET", "HEAD", "POST"])
def coverage(request, pk):
    territory = get_object_or_404(Territory.objects.at_work().exclude(schema_name=NATIONAL), pk=pk)
    present = [str(zone) for zone in territory.zones.order_by("excluded", "code")]
    form = CoverageForm(request.POST or None, initial={"zones": present})
    if request.method == "POST" and form.is_valid():
        zones = form.cleaned_data["zones"]
        change = what_changes(territory, read_zones(zones))
        if "apply" not in request.POST:
            return _page(request, territory, form, change)
        try:
            with schema_context("public"):
                set_coverage(territory=territory, zones=zones)
        except ValidationError as refusal:
            form.add_error("zones", refusal)
        else:
            messages.success(request, _("%(name)s has these zones now.") % {"name": territory})
            return redirect("territories:edit", pk)
    return _page(request, territory, form, what_changes(territory, read_zones(present)))


def _page(request, territory, form, change):
    asked = request.GET.get("find", "")
    context = {
        "territory": territory,
        "form": form,
        "change": change,
        "reach": change.reach,
        "map": drawn(change.reach.communes),
        "asked": asked,
        "found": find_zones(asked) if asked else [],
    }
    status = 400 if form.errors else 200
    return render(request, "national/coverage.html", context, status=status)
