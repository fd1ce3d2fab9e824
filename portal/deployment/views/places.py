"""For everybody: the places where Boussole is or may be, on a map and in a list; the page of one
that is still to come."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.deployment.mapping import map_of
from portal.deployment.places import public_places, public_projects, year_of
from portal.deployment.steps import PublicStatus
from portal.journey.forms import OpeningForm
from portal.journey.services import forget_wish, read_wish, wish_opening, wish_token
from portal.secret_pages import private
from portal.territories import on_the_national_site
from tenants.geography.suggest import find


@on_the_national_site
@require_safe
def places(request):
    found = public_places()
    groups = [(status, [one for one in found if one.status == status]) for status in PublicStatus]
    mainland, *beside = map_of(found)
    context = {"groups": groups[::-1], "mainland": mainland, "beside": beside}
    return render(request, "deployment/places.html", context)


@on_the_national_site
@require_http_methods(["GET", "HEAD", "POST"])
def place(request, slug):
    """A place to come, and “tell me when it opens”."""
    project = get_object_or_404(public_projects(), slug=slug)
    if project.public_status == PublicStatus.OPEN and project.territory:
        return redirect(project.territory.url)
    form = OpeningForm(request.POST or None)
    context = {"project": project, "year": year_of(project), "form": form}
    if request.method != "POST":
        return render(request, "deployment/place.html", context)
    if form.is_valid() and project.centre_id:
        try:
            wish = wish_opening(
                place=find(project.centre_id),
                contact=form.cleaned_data["contact"],
                now=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error("contact", refusal)
        else:
            return redirect("places:wish", wish_token(wish))
    return render(request, "deployment/place.html", context, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def wish(request, token):
    """What was asked is noted; a press forgets it. A visit changes nothing."""
    found = read_wish(token)
    if found and request.method == "POST":
        forget_wish(wish=found)
        found = None
    return render(request, "deployment/wish.html", {"wish": found})
