"""The letter that tells somebody that they animate a territory which has just opened."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tenants.utils import schema_context
from huey.contrib.djhuey import db_task

from portal.letters import send_letter
from portal.pro.letters import password_link
from tenants.accounts.models import User
from tenants.models import Opening


@db_task(retries=5, retry_delay=120)
def write_to_first_animator(pk: int) -> None:
    """With a link to choose a password, for who has none yet. The opening knows that it left."""
    with schema_context("public"):
        opening = Opening.objects.select_related("territory").get(pk=pk)
        animator = User.objects.get(email__iexact=opening.animator_email)
        link = "" if animator.has_usable_password() else password_link(animator)
        with override(settings.LANGUAGE_CODE):
            context = {"animator": animator, "territory": opening.territory, "link": link}
            subject = _("Boussole %(name)s is open, and you animate it") % {"name": opening.name}
            send_letter(animator.email, subject, "national/letters/first_animator.txt", context)
        Opening.objects.filter(pk=pk).update(letter_sent_at=timezone.now())
