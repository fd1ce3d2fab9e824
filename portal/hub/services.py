"""What is written in the hub, and by whom."""

from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from portal.hub.access import moderates
from portal.hub.models import (
    CalendarAddress,
    Idea,
    Meeting,
    Post,
    Resource,
    Thread,
    Vote,
    new_token,
)
from tenants.accounts.models import User

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def open_thread(*, title: str, text: str, by: User, now: datetime) -> Thread:
    """An exchange begins with its first message."""
    thread = Thread(title=title)
    _keep(thread)
    write_post(thread=thread, text=text, by=by, now=now)
    return thread


def write_post(*, thread: Thread, text: str, by: User, now: datetime) -> Post:
    return _keep(Post(thread=thread, text=text, author=by, written_at=now))


@transaction.atomic
def edit_post(*, post: Post, text: str, by: User, now: datetime) -> Post:
    """Raises ValidationError when it is another's, or was removed."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.author_id != by.pk or post.removed_at:
        raise ValidationError(_("Only whoever wrote a message changes it."))
    post.text, post.edited_at = text, now
    return _keep(post)


@transaction.atomic
def remove_post(*, post: Post, by: User, now: datetime) -> Post:
    """By whoever wrote it, or a national admin; the text is kept but no longer shown."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.author_id != by.pk and not moderates(by):
        raise ValidationError(_("Only whoever wrote a message, or the national team, removes it."))
    if post.removed_at is None:
        post.removed_at, post.removed_by = now, by
        _keep(post)
    return post


@transaction.atomic
def bring_back_post(*, post: Post, by: User) -> Post:
    """By whoever removed it, or a national admin."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.removed_by_id != by.pk and not moderates(by):
        raise ValidationError(_("Only whoever removed a message brings it back."))
    post.removed_at = post.removed_by = None
    return _keep(post)


def propose_idea(*, idea: Idea, by: User, now: datetime) -> Idea:
    idea.author, idea.written_at = by, now
    return _keep(idea)


def answer_idea(*, idea: Idea) -> Idea:
    return _keep(idea)


def vote(*, idea: Idea, by: User, wanted: bool) -> None:
    """One vote each; it may be taken back."""
    if wanted:
        Vote.objects.get_or_create(idea=idea, user=by)
    else:
        Vote.objects.filter(idea=idea, user=by).delete()


def keep_resource(*, resource: Resource, by: User, now: datetime) -> Resource:
    resource.added_by, resource.added_at = by, now
    return _keep(resource)


def keep_meeting(*, meeting: Meeting) -> Meeting:
    return _keep(meeting)


def give_calendar_address(*, user: User) -> CalendarAddress:
    """A new one: whoever knows the former reads nothing any more."""
    address = CalendarAddress.objects.filter(user=user).first() or CalendarAddress(user=user)
    address.token = new_token()
    return _keep(address)


def _keep(row: Row) -> Row:
    row.full_clean()
    row.save()
    return row
