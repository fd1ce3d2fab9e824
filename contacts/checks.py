from django.conf import settings
from django.core import checks

from tenants.models import MAX_RETENTION_DAYS


@checks.register(checks.Tags.security)
def retention_is_lawful(app_configs, **kwargs):
    if 0 < settings.CONTACT_RETENTION_DAYS <= MAX_RETENTION_DAYS:
        return []
    return [
        checks.Error(
            f"CONTACT_RETENTION_DAYS must be from 1 to {MAX_RETENTION_DAYS}.", id="contacts.E001"
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def text_messages_really_leave(app_configs, **kwargs):
    if settings.DEMO or settings.SMS_BACKEND != "contacts.sms.RecordedSms":
        return []
    return [
        checks.Warning(
            "SMS_BACKEND only records text messages: young people who leave a number get none.",
            hint="Name the carriers in SMS_CARRIERS (docs/messages.md).",
            id="contacts.W001",
        )
    ]
