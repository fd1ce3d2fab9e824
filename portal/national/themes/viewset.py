from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from portal.national.access import NationalMenuItem, national_only
from portal.national.themes import views


class ThemesViewSet(ViewSet):
    """A theme is retired, not deleted: offers and requests name it."""

    name = "themes"
    url_prefix = "themes"
    icon = "tag"
    menu_label = _("Themes")
    menu_item_class = NationalMenuItem

    def get_urlpatterns(self):
        return [
            path("", national_only(views.index), name="index"),
            path("add/", national_only(views.add), name="add"),
            path("<int:pk>/move/", national_only(views.move), name="move"),
            path("<int:pk>/theme/", national_only(views.edit), name="edit"),
            path("<int:pk>/status/", national_only(views.status), name="status"),
            path("<int:pk>/subthemes/", national_only(views.subthemes), name="subthemes"),
            path("<int:pk>/subthemes/<slug:key>/", national_only(views.subtheme), name="subtheme"),
        ]
