from django.urls import path

from portal.country import absence, accesses, roles, views

app_name = "country"
urlpatterns = [
    path("", views.home, name="home"),
    path("chiffres/", views.figures, name="figures"),
    path("chiffres/<str:place>/", views.place, name="place"),
    path("chiffres/<str:place>/tableau.<str:file_format>", views.place_file, name="place-file"),
    path("roles/", roles.roles, name="roles"),
    path("acces/", accesses.accesses, name="accesses"),
    path("acces.csv", accesses.in_a_file, name="accesses_file"),
    path("absence/", absence.absence, name="absence"),
    path("absence/<int:pk>/fin/", absence.end, name="end_absence"),
]
