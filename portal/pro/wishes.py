"""“My messages”: which reminders one wants and in which language, for all one's organisations."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contacts.enums import Nudges
from contacts.models import MessageWishes
from contacts.services.wishing import choose_messages
from contacts.wishes import HOURS
from portal.pro.access import for_professionals

CHOOSE = gettext_lazy("Choose one of the three.")


class WishesForm(forms.Form):
    nudges = forms.ChoiceField(
        choices=Nudges, error_messages={"required": CHOOSE, "invalid_choice": CHOOSE}
    )
    hour = forms.TypedChoiceField(
        choices=[(one, str(one)) for one in HOURS],
        coerce=int,
        error_messages={
            "required": gettext_lazy("Choose an hour of the list."),
            "invalid_choice": gettext_lazy("Choose an hour of the list."),
        },
    )

    language = forms.ChoiceField(
        choices=settings.LANGUAGES,
        error_messages={
            "required": gettext_lazy("Choose a language of the list."),
            "invalid_choice": gettext_lazy("Choose a language of the list."),
        },
    )

    @property
    def sentence(self):
        return next(iter(self.errors.values()))[0]


@for_professionals
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request):
    if request.method != "POST":
        return _page(request)
    form = WishesForm(request.POST)
    if not form.is_valid():
        return _page(request, error=form.sentence, status=400)
    choose_messages(user=request.user, **form.cleaned_data)
    messages.success(request, _("Your choice is kept, for all your organisations."))
    return redirect("pro:wishes")


def _page(request, *, error="", status=200):
    context = {
        "wishes": MessageWishes.objects.of(request.user.pk),
        "nudges": Nudges.choices,
        "hours": HOURS,
        "languages": [
            (code, get_language_info(code)["name_local"]) for code, _n in settings.LANGUAGES
        ],
        "error": error,
    }
    return render(request, "pro/wishes.html", context, status=status)
