from django.urls import path

from portal.country import views

app_name = "country"
urlpatterns = [
    path("", views.home, name="home"),
    path("chiffres/", views.figures, name="figures"),
    path("chiffres/<str:place>/", views.place, name="place"),
    path("chiffres/<str:place>/tableau.<str:file_format>", views.place_file, name="place-file"),
]
