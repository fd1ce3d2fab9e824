"""The year's change of communes: what is solved alone, the decisions to take, and applying it."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.viewsets.base import ViewSet

from portal.national.access import NationalMenuItem, national_only
from portal.national.tasks import apply_communes
from tenants.commune_changes import Year, ask_to_apply, decide_commune, read_year
from tenants.geography.models import YearApplied
from tenants.models import Territory

NOBODY = "nobody"


class DecisionsForm(forms.Form):
    """One choice for each question of the year; what is not chosen waits."""

    def __init__(self, *args, year: Year, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year
        self.territories = Territory.objects.in_bulk(
            {pk for group in year.questions for one in group for pk in one.choices}
        )
        for group in year.questions:
            code = group[0].change.code
            decided = year.decided.get(code)
            self.fields[code] = forms.ChoiceField(
                label=", ".join(f"{one.change.name} ({one.change.code})" for one in group),
                choices=[
                    ("", _("To decide")),
                    *((str(pk), str(self.territories[pk])) for pk in sorted(group[0].choices)),
                    (NOBODY, _("No territory")),
                ],
                initial=decided and (decided.territory_id or NOBODY),
                required=False,
            )

    @property
    def questions(self):
        """[(communes, who had their people, whose zones hold them, field, decision or None)]."""
        decided = self.year.decided
        return [
            (
                group,
                self._names(group[0].before),
                self._names(group[0].after),
                field,
                decided.get(group[0].change.code),
            )
            for group, field in zip(self.year.questions, self, strict=True)
        ]

    def _names(self, territories):
        return sorted(str(self.territories[pk]) for pk in territories)

    def save(self, *, by, now) -> None:
        for group in self.year.questions:
            chosen = self.cleaned_data[group[0].change.code]
            for one in group if chosen else ():
                territory = None if chosen == NOBODY else self.territories[int(chosen)]
                decide_commune(
                    year=self.year, commune=one.change.code, territory=territory, by=by, now=now
                )


@require_http_methods(["GET", "HEAD", "POST"])
def index(request):
    asked = YearApplied.objects.select_related("asked_by").first()
    if asked and asked.state == YearApplied.State.WAITING:
        return render(request, "national/communes_applying.html", {"asked": asked})
    year = read_year()
    form = DecisionsForm(request.POST or None, year=year)
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user, now=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("communes:index")
    names = Territory.objects.in_bulk({one.solution for one in year.solved if one.solution})
    context = {
        "asked": asked,
        "year": year,
        "form": form,
        "solved": [(one, names.get(one.solution)) for one in year.solved],
    }
    return render(request, "national/communes.html", context, status=400 if form.errors else 200)


@require_POST
def apply(request):
    ask_to_apply(by=request.user, now=timezone.now())
    apply_communes()
    return redirect("communes:index")


class CommunesViewSet(ViewSet):
    name = "communes"
    url_prefix = "communes-of-the-year"
    icon = "site"
    menu_label = gettext_lazy("Communes of the year")
    menu_item_class = NationalMenuItem

    def get_urlpatterns(self):
        return [
            path("", national_only(index), name="index"),
            path("apply/", national_only(apply), name="apply"),
        ]
