"""Choosing an organisation and a professional: only those committed in this territory."""

from functools import reduce
from operator import or_

from django import forms
from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from contacts.models import Organisation, Professional


class NameFilterForm(BaseFilterForm):
    """Every word typed is in one of the name's fields."""

    name_fields: tuple[str, ...]
    q = forms.CharField(label=_("Name"), required=False)

    def filter(self, objects):
        objects = super().filter(objects)
        words = self.cleaned_data["q"].split()
        for word in words:
            somewhere = (Q(**{f"{field}__icontains": word}) for field in self.name_fields)
            objects = objects.filter(reduce(or_, somewhere))
        self.is_searching, self.search_query = bool(words), " ".join(words)
        return objects


class OrganisationFilterForm(NameFilterForm):
    name_fields = ("name",)


class ProfessionalFilterForm(NameFilterForm):
    name_fields = ("first_name", "last_name")


class CommittedHere:
    """Every way into a chooser sees the same rows; an id of elsewhere does not exist here."""

    def committed(self):
        organisations = Organisation.objects.committed_in(connection.tenant)
        if self.model_class is Organisation:
            return organisations
        return Professional.objects.filter(organisation__in=organisations, active=True)


class ListsCommitted(CommittedHere):
    def get_object_list(self):
        return self.committed()

    def get_filter_form_class(self):
        return (
            OrganisationFilterForm if self.model_class is Organisation else ProfessionalFilterForm
        )

    def dispatch(self, request, *args, **kwargs):
        if not request.GET.get("organisation", "1").isdecimal():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class ChooseView(ListsCommitted, chooser.ChooseView):
    pass


class ChooseResultsView(ListsCommitted, chooser.ChooseResultsView):
    pass


class ChosenView(CommittedHere, chooser.ChosenView):
    def get_object(self, pk):
        return self.committed().get(pk=pk)


class ChosenMultipleView(CommittedHere, chooser.ChosenMultipleView):
    def get_objects(self, pks):
        return self.committed().filter(pk__in=[pk for pk in pks if pk.isdecimal()])


class CommittedChooserViewSet(ChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView

    def get_urlpatterns(self):
        # Organisations are not made here.
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class OrganisationChooserViewSet(CommittedChooserViewSet):
    model = Organisation
    icon = "group"
    choose_one_text = _("Choose an organisation")
    choose_another_text = _("Choose another organisation")


class ProfessionalChooser(BaseChooser):
    # The list is that of the organisation chosen just above.
    linked_fields = {"organisation": "#id_organisation"}


class ProfessionalChooserViewSet(CommittedChooserViewSet):
    model = Professional
    icon = "user"
    choose_one_text = _("Choose a professional")
    choose_another_text = _("Choose another professional")
    base_widget_class = ProfessionalChooser
    url_filter_parameters = ["organisation"]
    preserve_url_parameters = ["multiple", "organisation"]


organisation_chooser = OrganisationChooserViewSet("organisation_chooser")
professional_chooser = ProfessionalChooserViewSet("professional_chooser")
