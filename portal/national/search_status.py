"""The state of the search: which engine answers, what waits, what was set aside, how to repair."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.viewsets.base import ViewSet

from portal.national.access import NationalMenuItem, national_only
from search import indexing, tasks
from search.health import engine_health
from search.models import DriftReport, IndexingFailure, IndexRebuild
from search.slowness import NAMES, slowest_searches

SHOWN = 50
TROUBLES = {
    "none": gettext_lazy("No full engine is configured."),
    "silent": gettext_lazy("Elasticsearch does not answer."),
    "refused": gettext_lazy("Elasticsearch does not let us in: check its name and password."),
    "no_index": gettext_lazy("There is no index: the worker will make one within a minute."),
    "other_mapping": gettext_lazy("The index was made by another version of the site."),
    "open": gettext_lazy("Elasticsearch failed a moment ago; it is tried again by itself."),
}


class RetryForm(forms.Form):
    """Offers set aside to try again; none ticked means all of them."""

    offers = forms.ModelMultipleChoiceField(
        IndexingFailure.objects.filter(next_try_at=None), to_field_name="offer_id", required=False
    )
    everything = forms.BooleanField(required=False)


@require_safe
def show(request):
    health = engine_health()
    failures = IndexingFailure.objects.filter(next_try_at=None).select_related("offer__territory")
    rebuild = IndexRebuild.objects.order_by("-started_at").first()
    drift = DriftReport.objects.order_by("-ran_at").first()
    context = {
        "health": health,
        "trouble": TROUBLES.get(health.trouble, ""),
        "lag": indexing.lag(),
        "failures": failures.order_by("-tried_at")[:SHOWN],
        "rebuild": rebuild,
        "rebuilding": indexing.is_rebuilding(),
        "drift": drift,
        "differing": [one for one in drift.territories if _differs(one)] if drift else [],
        "slow": [(one, [NAMES.get(name, name) for name in one.filters])
                 for one in slowest_searches()],
    }  # fmt: skip
    return render(request, "national/search_status.html", context)


@require_POST
def retry(request):
    form = RetryForm(request.POST)
    if not form.is_valid() or not (form.cleaned_data["offers"] or form.cleaned_data["everything"]):
        messages.error(request, _("Tick the offers to try again."))
        return redirect("search_status:index")
    chosen = None
    if not form.cleaned_data["everything"]:
        chosen = [failure.offer_id for failure in form.cleaned_data["offers"]]
    count = indexing.try_again(chosen)
    tasks.queue_indexing()
    sentence = ngettext(
        "%(count)s offer is tried again.", "%(count)s offers are tried again.", count
    )
    messages.success(request, sentence % {"count": count})
    return redirect("search_status:index")


@require_POST
def rebuild(request):
    if indexing.is_rebuilding():
        messages.error(request, _("A rebuild is already running."))
    else:
        tasks.queue_rebuild()
        messages.success(request, _("The index will be rebuilt; searches go on meanwhile."))
    return redirect("search_status:index")


def _differs(counts):
    return counts["missing"] or counts["outdated"] or counts["left_over"]


class SearchStatusViewSet(ViewSet):
    name = "search_status"
    url_prefix = "search-status"
    icon = "search"
    menu_label = gettext_lazy("Search status")
    menu_item_class = NationalMenuItem

    def get_urlpatterns(self):
        return [
            path("", national_only(show), name="index"),
            path("retry/", national_only(retry), name="retry"),
            path("rebuild/", national_only(rebuild), name="rebuild"),
        ]
