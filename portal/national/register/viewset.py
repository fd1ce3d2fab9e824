from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from portal.national.access import NationalMenuItem, national_only
from portal.national.register import decisions, entries, exporting


class RegisterViewSet(ViewSet):
    """Nothing of the register is deleted: it says what was asked, and who answered for it."""

    name = "register"
    url_prefix = "register"
    icon = "clipboard-list"
    menu_label = _("Data-protection register")
    menu_item_class = NationalMenuItem

    def get_urlpatterns(self):
        return [
            path("", national_only(decisions.queue), name="index"),
            path("wordings/<int:pk>/", national_only(decisions.wording), name="wording"),
            path("wordings/<int:pk>/why/", national_only(decisions.why), name="why"),
            path("wordings/<int:pk>/approve/", national_only(decisions.approve), name="approve"),
            path("wordings/<int:pk>/amend/", national_only(decisions.amend), name="amend"),
            path("wordings/<int:pk>/refuse/", national_only(decisions.refuse), name="refuse"),
            path("wordings/<int:pk>/reopen/", national_only(decisions.reopen), name="reopen"),
            path("entries/", national_only(entries.entries), name="entries"),
            path("entries/<int:pk>/", national_only(entries.entry), name="entry"),
            path("entries/<int:pk>/suspend/", national_only(entries.suspend), name="suspend"),
            path("stored/", national_only(entries.stored), name="stored"),
            path("register.csv", national_only(exporting.as_csv), name="csv"),
            path("register.pdf", national_only(exporting.as_pdf), name="pdf"),
        ]
