from django.urls import path

from portal.country import views

app_name = "country"
urlpatterns = [path("", views.home, name="home")]
