from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from portal.national.access import NationalMenuItem, national_only
from portal.national.themes import builder, preview, publication, reshaping, views


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
            *self._questions(),
            *self._preview(),
            *self._publication(),
            *self._reshaping(),
            path("<int:pk>/move/", national_only(views.move), name="move"),
            path("<int:pk>/theme/", national_only(views.edit), name="edit"),
            path("<int:pk>/status/", national_only(views.status), name="status"),
            path("<int:pk>/subthemes/", national_only(views.subthemes), name="subthemes"),
            path("<int:pk>/subthemes/<slug:key>/", national_only(views.subtheme), name="subtheme"),
        ]

    def _questions(self):
        return [
            path("<int:pk>/", national_only(builder.questions), name="questions"),
            path("<int:pk>/add/", national_only(builder.add), name="add_question"),
            path(
                "<int:pk>/questions/<slug:key>/", national_only(builder.question), name="question"
            ),
            path(
                "<int:pk>/questions/<slug:key>/move/",
                national_only(builder.move),
                name="move_question",
            ),
            path(
                "<int:pk>/questions/<slug:key>/remove/",
                national_only(builder.remove),
                name="remove_question",
            ),
        ]

    def _preview(self):
        inside = "<int:pk>/preview/<slug:language>/"
        return [
            path(inside, national_only(preview.start), name="preview"),
            path(f"{inside}check/", national_only(preview.check), name="preview_check"),
            path(
                f"{inside}<int:number>/", national_only(preview.question), name="preview_question"
            ),
            path(f"{inside}<slug:key>/", national_only(preview.answer), name="preview_answer"),
        ]

    def _publication(self):
        return [
            path("<int:pk>/check/", national_only(publication.check), name="check"),
            path("<int:pk>/submit/", national_only(publication.submit), name="submit"),
            path("<int:pk>/discard/", national_only(publication.discard), name="discard"),
            path("<int:pk>/history/", national_only(publication.history), name="history"),
            path(
                "<int:pk>/history/<int:number>/again/",
                national_only(publication.again),
                name="again",
            ),
            path(
                "<int:pk>/answers/<slug:key>/<slug:choice>/",
                national_only(publication.answer_offers),
                name="answer_offers",
            ),
            path(
                "<int:pk>/changes/<int:number>/", national_only(publication.report), name="report"
            ),
        ]

    def _reshaping(self):
        return [
            path("<int:pk>/reshape/", national_only(reshaping.reshape), name="reshape"),
            path("<int:pk>/reshape/plan/", national_only(reshaping.plan), name="plan"),
            path("<int:pk>/reshape/plan.csv", national_only(reshaping.as_csv), name="plan_csv"),
            path("<int:pk>/reshape/take/", national_only(reshaping.take), name="take"),
            path(
                "<int:pk>/reshapings/<int:number>/",
                national_only(reshaping.report),
                name="reshaping",
            ),
            path(
                "<int:pk>/reshapings/<int:number>/undo/",
                national_only(reshaping.undo),
                name="undo",
            ),
        ]
