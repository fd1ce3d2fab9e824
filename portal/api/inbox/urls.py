from django.urls import path

from portal.api.inbox import views

ONE = "requests/<str:reference>"

urlpatterns = [
    path("key", views.Key.as_view()),
    path("team", views.Team.as_view()),
    path("erased", views.Erased.as_view()),
    path("requests", views.Requests.as_view()),
    path(ONE, views.OneRequest.as_view()),
    path(f"{ONE}/reveal", views.Reveal.as_view()),
    path(f"{ONE}/contacted", views.Contacted.as_view()),
    path(f"{ONE}/unreachable", views.Unreachable.as_view()),
    path(f"{ONE}/declined", views.Declined.as_view()),
    path(f"{ONE}/closed", views.Closed.as_view()),
    path(f"{ONE}/corrected", views.Corrected.as_view()),
    path(f"{ONE}/redirected", views.Redirected.as_view()),
    path(f"{ONE}/holder", views.Holder.as_view()),
    path(f"{ONE}/notes", views.Notes.as_view()),
]
