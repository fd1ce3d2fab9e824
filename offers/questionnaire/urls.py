from django.urls import path

from offers.questionnaire import views

urlpatterns = [
    path("questionnaire/<int:pk>/", views.show, name="offers_questionnaire"),
    path("questionnaire/<int:pk>/act/", views.act, name="offers_questionnaire_act"),
    path("questionnaire/<int:pk>/preview/", views.see, name="offers_questionnaire_preview"),
    path("questionnaire/<int:pk>/ask/", views.ask, name="offers_questionnaire_ask"),
    path("questionnaire/<int:pk>/model/", views.put_all_back, name="offers_questionnaire_model"),
    path(
        "questionnaire/<int:pk>/words/<str:key>/", views.reword, name="offers_questionnaire_words"
    ),
    path(
        "questionnaire/<int:pk>/when/<str:key>/", views.show_when, name="offers_questionnaire_when"
    ),
    path(
        "questionnaire/<int:pk>/answer/<str:key>/",
        views.add_choice,
        name="offers_questionnaire_answer",
    ),
]
