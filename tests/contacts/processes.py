"""What test_crashes runs in processes of their own, to kill them.

`python -m tests.contacts.processes <database> <action> <mailbox>`

Each says on its output where it is, and waits there to be killed.
"""

import sys
import threading
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.mail.backends import filebased  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_tenants.utils import tenant_context  # noqa: E402

from contacts.outbox import deliver_waiting  # noqa: E402
from tenants.models import Territory  # noqa: E402
from tests.contacts.factories import make_offer, send  # noqa: E402

HERE = "tests.contacts.processes"


class HangingMail(filebased.EmailBackend):
    """A server that has the letter in hand and does not answer."""

    def send_messages(self, messages):
        say("sending")
        time.sleep(120)


class SlowMail(filebased.EmailBackend):
    def send_messages(self, messages):
        time.sleep(0.1)
        return super().send_messages(messages)


def say(word):
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def commit_then_hang():
    """A request is committed; the worker hangs on its first message."""
    settings.EMAIL_BACKEND = f"{HERE}.HangingMail"
    with transaction.atomic():
        send(make_offer(reims), now=timezone.now())


def hang_before_commit():
    with transaction.atomic():
        send(make_offer(reims), now=timezone.now())
        say("stored")
        time.sleep(120)


def commit_five():
    """Five requests committed, and nobody to send their messages."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    offer = make_offer(reims)
    with transaction.atomic():
        for number in range(5):
            send(offer, contact=f"06 39 98 00 0{number}", now=timezone.now())
        connection.run_on_commit = []


def deliver():
    settings.EMAIL_BACKEND = f"{HERE}.SlowMail"
    deliver_waiting()


def submit_at_once():
    """The same form from eight threads."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    offer, line = make_offer(reims), threading.Barrier(8)

    def submit():
        with tenant_context(reims):
            line.wait()
            try:
                sent = send(offer, now=timezone.now(), idempotency_key="nonce")
                say(f"{sent.request.pk} {sent.token}")
            finally:
                connections.close_all()

    threads = [threading.Thread(target=submit) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    database, action, mailbox = sys.argv[1:]
    connection.settings_dict["NAME"] = database
    settings.EMAIL_FILE_PATH = mailbox
    reims = Territory.objects.get(schema_name="reims")
    connection.set_tenant(reims)
    globals()[action]()
