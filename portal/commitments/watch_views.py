"""What an animator looks after before promises are late. Nothing of a young person is shown."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.commitments.permissions import WATCH
from portal.commitments.watch_lines import sections


@require_safe
@permission_required(WATCH, raise_exception=True)
def watch(request):
    found = sections(request.tenant, timezone.now(), timezone.localdate())
    context = {"sections": found, "whole_country": request.tenant.is_national}
    return render(request, "commitments/watch.html", context)
