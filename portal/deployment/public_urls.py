from django.urls import path

from portal.deployment.views import places

app_name = "places"
urlpatterns = [
    path("territoires/", places.places, name="places"),
    path("territoires/<slug:slug>/", places.place, name="place"),
    path("prevenez-moi/<str:token>/", places.wish, name="wish"),
]
