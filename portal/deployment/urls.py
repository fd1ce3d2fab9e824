from django.urls import path

from portal.deployment.views import (
    conditions,
    documents,
    files,
    people,
    report,
    results,
    specifications,
)

app_name = "deployment"
urlpatterns = [
    path("", files.files, name="files"),
    path("ouvrir/", files.begin, name="begin"),
    path("seuils/", conditions.thresholds, name="thresholds"),
    path("<int:pk>/", files.file, name="file"),
    path("<int:pk>/modifier/", files.change, name="change"),
    path("<int:pk>/etape/", files.act, name="act"),
    path("<int:pk>/etape/reprendre/", files.take_back, name="take_back"),
    path("<int:pk>/suite/", files.move, name="move"),
    path("<int:pk>/cahier/", specifications.specifications, name="specifications"),
    path("<int:pk>/cahier/<int:version>.pdf", specifications.in_a_file, name="specifications_pdf"),
    path("<int:pk>/bilan/", report.report, name="report"),
    path("<int:pk>/bilan/<int:version>.pdf", report.in_a_file, name="report_pdf"),
    path("<int:pk>/evaluation.csv", results.evaluation, name="evaluation"),
    path("<int:pk>/conditions/", conditions.conditions, name="conditions"),
    path("<int:pk>/personnes/", people.name_person, name="name_person"),
    path(
        "<int:pk>/personnes/<int:member>/retirer/",
        people.take_person_off,
        name="take_person_off",
    ),
    path("<int:pk>/documents/", documents.add, name="add_document"),
    path("<int:pk>/documents/<uuid:key>/", documents.download, name="document"),
    path("<int:pk>/documents/<uuid:key>/retirer/", documents.remove, name="remove_document"),
]
