from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tenants.models import Logo, Territory
from tenants.palette import read_palette, stylesheet


@require_safe
@cache_control(public=True, max_age=3600)
def palette(request):
    """The colours of this site; on the national one, those of every territory too."""
    rules = [stylesheet(read_palette(request.tenant.palette))]
    if request.tenant.is_national:
        rules += [
            stylesheet(read_palette(one.palette), f'[data-territory="{one.slug}"]')
            for one in Territory.objects.local()
        ]
    return HttpResponse("".join(rules), content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def logo(request, pk):
    """That of this site: another one has another number."""
    found = get_object_or_404(Logo, territory=request.tenant.pk, pk=pk)
    return HttpResponse(bytes(found.content), content_type="image/png")
