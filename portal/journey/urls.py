from django.urls import path

from portal.journey.views import (
    blocking,
    following,
    maps,
    offers,
    pages,
    places,
    questions,
    requests,
    suggesting,
    together,
)

app_name = "journey"

urlpatterns = [
    path("", places.home, name="home"),
    path("communes/", places.communes, name="communes"),
    path("communes/suggestions/", places.suggestions, name="suggestions"),
    path("communes/positions.json", places.positions, name="town-halls"),
    path("communes/prevenez-moi/", places.tell_me, name="tell-me"),
    path("themes/", places.themes, name="themes"),
    path("themes/<slug:theme>/questions/<int:number>/", questions.question, name="question"),
    path("themes/<slug:theme>/reponse/<slug:key>/", questions.answer, name="answer"),
    path("themes/<slug:theme>/reponses/", questions.check, name="check"),
    path("themes/<slug:theme>/offres/", offers.offers, name="offers"),
    path("suggestions/", suggesting.suggest, name="suggest"),
    path("themes/<slug:theme>/offres/carte/", maps.offers_map, name="offers-map"),
    path("recherche/", offers.search, name="search"),
    path("recherche/carte/", maps.search_map, name="search-map"),
    path("carte/contours.json", maps.contours, name="contours"),
    path("offres/<str:key>/", requests.offer, name="offer"),
    path("plusieurs-offres/", together.together, name="together"),
    path("ma-demande/", following.lookup, name="request-lookup"),
    path("suivi/<str:token>/", following.follow, name="follow"),
    path("suivi/<str:token>/envoyee/", following.sent, name="sent"),
    path("suivi/<str:token>/agenda.ics", following.calendar, name="calendar"),
    path("plus-de-messages/<str:token>/", blocking.no_messages, name="no-messages"),
    path("infos/<slug:slug>/", pages.legal, name="legal"),
]
