from django.urls import path

from portal.hub.views import home, ideas, meetings, resources, threads

app_name = "hub"
urlpatterns = [
    path("", home.home, name="home"),
    path("ressources/", resources.resources, name="resources"),
    path("ressources/nouvelle/", resources.add, name="add_resource"),
    path("ressources/<int:pk>/", resources.change, name="change_resource"),
    path("ressources/<int:pk>/retirer/", resources.remove, name="remove_resource"),
    path("echanges/", threads.threads, name="threads"),
    path("echanges/nouveau/", threads.add, name="add_thread"),
    path("echanges/<int:pk>/", threads.thread, name="thread"),
    path("messages/<int:pk>/", threads.change, name="change_post"),
    path("messages/<int:pk>/retirer/", threads.remove, name="remove_post"),
    path("messages/<int:pk>/remettre/", threads.bring_back, name="bring_back_post"),
    path("idees/", ideas.ideas, name="ideas"),
    path("idees/nouvelle/", ideas.add, name="add_idea"),
    path("idees/<int:pk>/voter/", ideas.give_vote, name="vote"),
    path("idees/<int:pk>/repondre/", ideas.answer, name="answer_idea"),
    path("agenda/", meetings.meetings, name="meetings"),
    path("agenda/nouveau/", meetings.add, name="add_meeting"),
    path("agenda/adresse/", meetings.new_address, name="new_address"),
    path("agenda/<int:pk>/", meetings.change, name="change_meeting"),
    path("agenda/<int:pk>/retirer/", meetings.remove, name="remove_meeting"),
    path("agenda/<str:token>.ics", meetings.calendar, name="calendar"),
]
