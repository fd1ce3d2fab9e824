from django.urls import path

from portal.pro import views

app_name = "pro"
urlpatterns = [path("demandes/<str:token>/", views.handle_request, name="request")]
