from django.urls import path

from portal.national.account_access import ChoosePasswordView

app_name = "national"

urlpatterns = [
    path("password/<uidb64>/<token>/", ChoosePasswordView.as_view(), name="set_password"),
]
