from django.urls import path

from portal.look import views

app_name = "look"

urlpatterns = [
    path("palette.css", views.palette, name="palette"),
    path("logo/<int:pk>.png", views.logo, name="logo"),
]
