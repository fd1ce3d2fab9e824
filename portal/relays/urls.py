from django.urls import path

from portal.relays import views

app_name = "relays"
urlpatterns = [
    path("", views.home, name="home"),
    path("entrer/<str:token>/", views.come_in, name="enter"),
    path("sortir/", views.go_out, name="leave"),
]
