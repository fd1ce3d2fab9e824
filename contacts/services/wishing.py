"""What a professional wants to be written, and the plans that follow from it."""

from django.db import transaction

from contacts.models import ContactRequest, MessageWishes
from contacts.services.planning import keep_plan
from tenants.accounts.models import User


@transaction.atomic
def choose_messages(*, user: User, nudges: str, hour: int, language: str) -> MessageWishes:
    """For all their organisations, and from now on: what waits in their hands is planned again.

    Raises ValidationError for an hour that is no morning's, or a language that is not the site's.
    """
    wishes = MessageWishes.objects.select_for_update().filter(user=user).first()
    wishes = wishes or MessageWishes(user=user)
    wishes.nudges, wishes.hour, wishes.language = nudges, hour, language
    wishes.full_clean()
    wishes.save()
    held = ContactRequest.objects.waiting().filter(holder__user=user, erased_at=None)
    for request in held.in_hand().select_for_update(of=("self",)):
        keep_plan(request)
    return wishes
