"""Other themes for an open territory: what becomes of its offers is said first."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.theme_choice import choose_themes, themes_of, what_themes_change
from tenants.models import NATIONAL, Territory
from themes.models import Theme


class ThemesForm(forms.Form):
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes that it opens"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose one theme at least.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = Theme.objects.current()
        self.fields["themes"].choices = [(one.key, one.localized_name) for one in known]


@require_http_methods(["GET", "HEAD", "POST"])
def themes_here(request, pk):
    territory = get_object_or_404(Territory.objects.at_work().exclude(schema_name=NATIONAL), pk=pk)
    data = request.POST if request.method == "POST" else None
    form = ThemesForm(data, initial={"themes": themes_of(territory)})
    context = {"territory": territory, "form": form}
    if form.is_valid():
        keys = form.cleaned_data["themes"]
        if "apply" in request.POST:
            return _choose(request, territory, keys)
        context["change"] = what_themes_change(territory, keys)
    status = 400 if form.errors else 200
    return render(request, "national/themes_here.html", context, status=status)


def _choose(request, territory, keys):
    try:
        choose_themes(territory=territory, keys=keys)
    except ValidationError as refusal:
        # A page that comes back asks words that nobody has approved meanwhile.
        for sentence in refusal.messages:
            messages.error(request, sentence)
        return redirect("territories:themes", territory.pk)
    messages.success(request, _("%(name)s has these themes now.") % {"name": territory})
    return redirect("territories:edit", territory.pk)
