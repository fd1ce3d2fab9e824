from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from portal.api import contact_requests, views

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:schema"), name="docs"),
    path("communes", views.Communes.as_view(), name="communes"),
    path("territories", views.Territories.as_view(), name="territories"),
    path("territories/<str:slug>", views.TerritoryView.as_view(), name="territory"),
    path("deployment", views.Deployment.as_view(), name="deployment"),
    path("contours", views.Contours.as_view(), name="contours"),
    path("figures", views.Figures.as_view(), name="figures"),
    path("themes", views.Themes.as_view(), name="themes"),
    path("questionnaires/<str:theme>", views.QuestionnaireView.as_view(), name="questionnaire"),
    path("offers", views.Offers.as_view(), name="offers"),
    path("offers/<str:key>", views.OfferView.as_view(), name="offer"),
    path("suggestions", views.SuggestionsView.as_view(), name="suggestions"),
    path("contact-requests", contact_requests.ContactRequests.as_view(), name="contact-requests"),
    path(
        "contact-requests/<str:token>",
        contact_requests.ContactRequestView.as_view(),
        name="contact-request",
    ),
    path("contact-requests/<str:token>/not-contacted", contact_requests.NotContacted.as_view()),
    path("contact-requests/<str:token>/withdraw", contact_requests.Withdraw.as_view()),
    path("contact-requests/<str:token>/survey", contact_requests.Survey.as_view()),
    path("inbox/", include("portal.api.inbox.urls")),
    re_path("", views.Nothing.as_view()),
]
