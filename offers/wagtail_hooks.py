from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from offers import answers, moving, team, zones
from offers.choosers import organisation_chooser, professional_chooser
from offers.models import OfferPage, ThemePage
from offers.questionnaire.news import NewsPanel
from offers.questionnaire.urls import urlpatterns as questionnaire_urls
from offers.validation import why_no_offers


@hooks.register("register_admin_viewset")
def choosers():
    return [organisation_chooser, professional_chooser]


@hooks.register("register_admin_urls")
def admin_urls():
    return [
        path("zones/", zones.suggest_zones, name="offers_zones"),
        path("team/", team.show, name="offers_team"),
        path("team/add/", team.add, name="offers_team_add"),
        path("team/<int:pk>/", team.change, name="offers_team_change"),
        *questionnaire_urls,
    ]


@hooks.register("register_log_actions")
def decided_for_the_country(actions):
    actions.register_action(
        answers.LOG_ACTION,
        _("Change the criteria"),
        _("An answer went from the questionnaire of the country"),
    )
    actions.register_action(
        moving.LOG_ACTION,
        _("Change the theme"),
        _("Themes of the country were merged or split, or that was undone"),
    )


class TeamMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(team.PERMISSION)


@hooks.register("register_admin_menu_item")
def team_menu_item():
    return TeamMenuItem(
        _("Team"), reverse_lazy("offers_team"), name="team", icon_name="group", order=900
    )


@hooks.register("before_create_page")
def refuse_before_it_is_written(request, parent, page_class):
    """What was typed in a form that was open already stays there, with the same sentence."""
    refusal = page_class is OfferPage and request.method != "POST" and why_no_offers(parent)
    return _refused(request, refusal, parent)


@hooks.register("before_move_page")
def refuse_to_move(request, page, destination):
    offer = isinstance(page.specific, OfferPage) and isinstance(destination.specific, ThemePage)
    return _refused(request, offer and why_no_offers(destination.specific), page.get_parent())


def _refused(request, refusal, page):
    if not refusal:
        return None
    messages.error(request, refusal)
    return redirect("wagtailadmin_explore", page.pk)


@hooks.register("construct_homepage_panels")
def questionnaire_news(request, panels):
    panels.append(NewsPanel(request.user))
