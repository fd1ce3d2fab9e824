from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from portal.national.access import NationalMenuItem, national_only
from portal.national.openings import views


class OpeningsViewSet(ViewSet):
    name = "openings"
    url_prefix = "openings"
    icon = "plus"
    menu_label = _("Open a territory")
    menu_item_class = NationalMenuItem

    def get_urlpatterns(self):
        return [
            path("", national_only(views.index), name="index"),
            path("begin/", national_only(views.begin), name="begin"),
            path("<int:pk>/", national_only(views.check), name="check"),
            path("<int:pk>/open/", national_only(views.open_now), name="open"),
            path("<int:pk>/write/", national_only(views.write_again), name="write"),
            path("<int:pk>/give-up/", national_only(views.give_up), name="give_up"),
            path("<int:pk>/<slug:key>/", national_only(views.step), name="step"),
        ]
