from django.urls import path

from portal.country import roles, views

app_name = "country"
urlpatterns = [
    path("", views.home, name="home"),
    path("roles/", roles.roles, name="roles"),
]
