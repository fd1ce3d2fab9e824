"""On the editor's home: national changes that wait for somebody to accept or decline them."""

from django.conf import settings
from django.db import connection
from wagtail.admin.ui.components import Component

from offers.models import ThemePage
from themes.models import Theme
from themes.updating import changes


class NewsPanel(Component):
    name = "questionnaire_news"
    template_name = "offers/questionnaire/news.html"
    order = 50

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        return {"news": news_for(self.user)}


def news_for(user) -> list[tuple[ThemePage, int]]:
    """(page, how many changes) of the live questionnaires that this person may edit."""
    adapted = Theme.objects.filter(own_questionnaires__territory=connection.tenant)
    waiting = {
        theme.key: len(changes(theme.model_questions, theme.adaptation))
        for theme in adapted.asked_in(connection.tenant)
    }
    keys = [key for key, count in waiting.items() if count]
    pages = ThemePage.objects.filter(
        theme_key__in=keys, locale__language_code=settings.LANGUAGE_CODE
    ).order_by("path")
    return [
        (page, waiting[page.theme_key])
        for page in pages
        if page.permissions_for_user(user).can_edit()
    ]
