from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from portal.national.access import NationalMenuItem, national_only
from portal.national.archives import views


class ArchivesViewSet(ViewSet):
    name = "archives"
    url_prefix = "archives"
    icon = "download"
    menu_label = _("Archives of territories")
    menu_item_class = NationalMenuItem

    def get_urlpatterns(self):
        return [
            path("", national_only(views.index), name="index"),
            path("import/", national_only(views.bring), name="import"),
            path("export/<int:pk>/", national_only(views.export), name="export"),
            path("<int:pk>/file/", national_only(views.download), name="download"),
            path("<int:pk>/restore/", national_only(views.put_back), name="restore"),
            path("<int:pk>/remove/", national_only(views.remove), name="remove"),
        ]
