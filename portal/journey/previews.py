"""An offer as a young person would see it, before it is published."""

from django.db import connection
from django.shortcuts import render

from portal.journey.forms import ContactForm
from portal.journey.presentation import offer_context
from portal.journey.visit import Asked, Visit
from search.cards import make_card, make_detail
from tenants.coverage import read_zones
from themes.models import Theme


def offer_preview(request, fields, answers):
    """`fields` as in search.services.publish_offer; `answers` as a young person would give them."""
    territory = connection.tenant
    theme = Theme.objects.asked_in(territory).get(key=fields["theme"])
    context = offer_context(
        card=make_card(f"{territory.slug}-0", territory, fields, read_zones(fields["zones"])),
        detail=make_detail(fields),
        professional_id=(fields["professional"] or {}).get("id"),
        visit=Visit(territory, None),
        asked=Asked(theme, theme.questionnaire(), answers, ignored=False),
        form=ContactForm(),
    )
    return render(request, "journey/offer.html", {**context, "preview": True, "covered": True})
