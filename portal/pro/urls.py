from django.urls import path

from portal.pro import (
    closing,
    exporting,
    inbox,
    keys,
    redirecting,
    security,
    several,
    signing_in,
    single_sign_on,
    team,
    views,
    wishes,
)

app_name = "pro"
urlpatterns = [
    path("demandes/<str:token>/", views.handle_request, name="request"),
    path("demandes/<str:token>/reorienter/", redirecting.by_link, name="redirect"),
    # With an account, on the national site.
    path("", inbox.inbox, name="inbox"),
    path("demande/<str:reference>/", inbox.open_request, name="open"),
    path(
        "demande/<str:reference>/reorienter/",
        redirecting.signed_in_page,
        name="redirect_signed_in",
    ),
    path("plusieurs/", several.handle_several, name="several"),
    path("plusieurs/fait/", several.done, name="done"),
    path("plusieurs/annuler/", several.undo, name="undo"),
    path("export/", exporting.export, name="export"),
    path("equipe/", team.teams, name="team"),
    path("equipe/<int:pk>/", team.change, name="change_team"),
    path("messages/", wishes.wishes, name="wishes"),
    path("equipe/<int:pk>/fermer/", closing.close_mine, name="close"),
    path("cles/", keys.keys, name="keys"),
    path("cles/<int:pk>/", keys.change, name="change_key"),
    path("connexion/", signing_in.sign_in, name="sign_in"),
    path("connexion/compte/", single_sign_on.go, name="single_sign_on"),
    path("connexion/retour/", single_sign_on.back, name="single_back"),
    path("code/", security.code, name="code"),
    path("securite/", security.security, name="security"),
    path("deconnexion/", signing_in.sign_out, name="sign_out"),
    path("mot-de-passe/", signing_in.ask_for_link, name="ask_for_link"),
    path(
        "mot-de-passe/<uidb64>/<token>/",
        signing_in.choose_password,
        name="password",
    ),
    path("invitation/<str:token>/", signing_in.invitation, name="invitation"),
]
