"""Drafting a territory's questionnaire: each act makes a revision of its theme page."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from offers.models import ThemePage
from offers.questionnaire.publishing import words_to_approve
from tenants.accounts.models import User
from themes.adaptations import Adaptation, Definition, laid_out, write_adaptation
from themes.definitions import check_question
from themes.localized import in_language
from themes.register import submit_wording


@transaction.atomic
def draft_questionnaire(
    *, page: ThemePage, adaptation: Adaptation, user: User, now: datetime
) -> ThemePage:
    """Keep this as the draft of the page, and put its new words before the national level. `page`
    is the draft that the adaptation was made of.

    Raises ValidationError when somebody wrote another one since, or when a question of ours is not
    one.
    """
    there = Page.objects.select_for_update().get(pk=page.pk)
    if there.latest_revision_id != page.latest_revision_id:
        raise moved_on()
    draft = page.get_latest_revision_as_object()
    _check(laid_out(draft.theme.model_questions, adaptation))
    draft.adaptation = write_adaptation(adaptation)
    draft.save_revision(user=user, log_action=True, clean=False)
    for definition in words_to_approve(draft):
        submit_wording(
            theme=draft.theme,
            definition=definition,
            territory=connection.tenant,
            by=str(user),
            now=now,
        )
    return draft


def moved_on() -> ValidationError:
    return ValidationError(_("The draft has changed meanwhile. Look at it again."))


def _check(definitions: list[Definition]) -> None:
    sentences = [
        f"{in_language(one['text'])} {sentence}"
        for one in definitions
        for sentence in check_question(one)
    ]
    if sentences:
        raise ValidationError(sentences)
