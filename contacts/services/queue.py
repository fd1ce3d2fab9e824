from django.db import transaction

from contacts.models import Message


def post(message: Message | None) -> None:
    """Put a message in the outbox, in the transaction of what it tells; the worker is woken after
    the commit. If the queue does not answer then, the message leaves within the minute."""
    if message is None:
        return
    message.full_clean()
    message.save()
    transaction.on_commit(wake_the_worker, robust=True)


def follow_soon() -> None:
    """What has just become due need not wait for the minute."""
    transaction.on_commit(_follow, robust=True)


def _follow() -> None:
    from contacts.tasks import follow_plans_soon  # the tasks import the services

    follow_plans_soon()


def wake_the_worker() -> None:
    """To be called after the commit."""
    from contacts.tasks import send_waiting  # the tasks import the services

    send_waiting()
