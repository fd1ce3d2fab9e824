"""What django-otp kept in clear: keys of applications go under lock, spare codes leave their
fingerprint alone. Backwards, keys are in clear again; spare codes must be written anew."""

from django.db import migrations

# Of the column of a spare code.
WIDTH = 16
KEPT = (
    "user_id", "name", "confirmed", "created_at", "last_used_at", "drift", "last_t",
    "throttling_failure_timestamp", "throttling_failure_count",
)  # fmt: skip


def lock(apps, schema_editor):
    from contacts.sealed import fingerprint, seal

    clear, locked = apps.get_model("otp_totp", "TOTPDevice"), apps.get_model("pro", "CodeDevice")
    for row in clear.objects.all():
        kept = {name: getattr(row, name) for name in KEPT}
        locked.objects.create(sealed_key=seal(row.key), **kept)
    clear.objects.all().delete()
    for spare in apps.get_model("otp_static", "StaticToken").objects.all():
        spare.token = fingerprint("spare code", spare.token)[:WIDTH]
        spare.save(update_fields=["token"])


def unlock(apps, schema_editor):
    from contacts.sealed import unseal

    clear, locked = apps.get_model("otp_totp", "TOTPDevice"), apps.get_model("pro", "CodeDevice")
    for row in locked.objects.all():
        kept = {name: getattr(row, name) for name in KEPT}
        clear.objects.create(key=unseal(row.sealed_key), **kept)
    locked.objects.all().delete()
    apps.get_model("otp_static", "StaticToken").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("pro", "0001_initial"),
        ("otp_totp", "0003_add_timestamps"),
        ("otp_static", "0003_add_timestamps"),
    ]

    operations = [migrations.RunPython(lock, unlock)]
