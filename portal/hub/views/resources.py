from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.country.access import for_staff
from portal.hub.access import for_moderators, moderates
from portal.hub.forms import ResourceForm
from portal.hub.models import Resource
from portal.hub.services import keep_resource
from portal.hub.views.pages import form_page


@for_staff
@require_safe
def resources(request):
    context = {"resources": Resource.objects.all(), "moderates": moderates(request.user)}
    return render(request, "hub/resources.html", context)


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    return _form(request, None)


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    return _form(request, get_object_or_404(Resource, pk=pk))


@for_moderators
@require_POST
def remove(request, pk):
    get_object_or_404(Resource, pk=pk).delete()
    return redirect("hub:resources")


def _form(request, resource):
    form = ResourceForm(request.POST or None, instance=resource)

    def keep():
        keep_resource(resource=form.instance, by=request.user, now=timezone.now())

    title = _("Change a resource") if resource else _("Add a resource")
    return form_page(request, form, title=title, keep=keep, then=("hub:resources",))
