"""How a letter about the work itself leaves: at once, beside the outbox, which is for requests."""

from collections.abc import Mapping

from django.core.mail import EmailMessage
from django.template.loader import render_to_string


def send_letter(address: str, subject: str, template: str, context: Mapping[str, object]) -> None:
    """In the active language. Raises OSError when it cannot leave."""
    body = render_to_string(template, dict(context)).strip()
    EmailMessage(subject, body, to=[address]).send()
