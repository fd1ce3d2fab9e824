from django import forms
from django.utils.translation import gettext_lazy as _

from portal.hub.models import Idea, Meeting, Post, Resource, Thread

MOMENT = "%Y-%m-%dT%H:%M"


def _area(rows):
    return forms.Textarea(attrs={"rows": rows})


class PostForm(forms.ModelForm):
    class Meta:
        model = Post
        fields = ["text"]
        widgets = {"text": _area(6)}


class ThreadForm(forms.ModelForm):
    text = PostForm.base_fields["text"]

    class Meta:
        model = Thread
        fields = ["title"]
        labels = {"title": _("What it is about")}


class IdeaForm(forms.ModelForm):
    class Meta:
        model = Idea
        fields = ["kind", "title", "text"]
        widgets = {"text": _area(6)}


class IdeaAnswerForm(forms.ModelForm):
    class Meta:
        model = Idea
        fields = ["status", "answer"]
        widgets = {"answer": _area(3)}


class ResourceForm(forms.ModelForm):
    url = forms.URLField(
        label=_("address"),
        assume_scheme="https",
        help_text=_("Of a page, or of a document of the national site."),
    )

    class Meta:
        model = Resource
        fields = ["subject", "title", "url", "note"]


class MeetingForm(forms.ModelForm):
    url = forms.URLField(
        label=_("address of the video call"), assume_scheme="https", required=False
    )

    class Meta:
        model = Meeting
        fields = ["kind", "title", "starts_at", "ends_at", "place", "url", "note"]
        widgets = {
            "starts_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
            "ends_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
            "note": _area(4),
        }
