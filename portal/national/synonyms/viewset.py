from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from portal.national.access import NationalMenuItem, national_only
from portal.national.synonyms import proposals, views
from portal.national.synonyms.trying import trying


class SynonymsViewSet(ViewSet):
    name = "synonyms"
    url_prefix = "synonyms"
    icon = "group"
    menu_label = _("Synonyms")
    menu_item_class = NationalMenuItem

    def get_urlpatterns(self):
        return [
            path("", national_only(views.index), name="index"),
            path("add/", national_only(views.add), name="add"),
            path("rule/<int:number>/", national_only(views.rule), name="rule"),
            path("text/", national_only(views.text), name="text"),
            path("try/", national_only(trying), name="try"),
            path("apply/", national_only(views.apply), name="apply"),
            path("discard/", national_only(views.discard), name="discard"),
            path("shipped/", national_only(views.shipped), name="shipped"),
            path("history/", national_only(views.history), name="history"),
            path("history/<int:pk>/", national_only(views.version), name="version"),
            path("history/<int:pk>/again/", national_only(views.again), name="again"),
            path("proposals/", national_only(proposals.proposals), name="proposals"),
            path("proposals/<int:pk>/accept/", national_only(proposals.accept), name="accept"),
            path("proposals/<int:pk>/refuse/", national_only(proposals.refuse), name="refuse"),
        ]
