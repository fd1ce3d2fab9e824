"""`make bench-contacts`: whether every accepted request keeps its promise, whatever is killed.

Requests go through the real site while its processes and the workers are killed, PostgreSQL is
restarted and the gateways misbehave. Then all recovers, and the database is compared with what
clients were answered and with what gateways saw. Exit code 1 when anything is wrong.
"""

import argparse
import contextlib
import random
import signal
import sys
import time

from benchmarks.contacts import ground
from benchmarks.contacts.site import HOME, Killer, running

DRAIN_SECONDS = 600
# As long as nothing moves, reports that were late have come.
QUIET_SECONDS = 6


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contacts", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=0, help="ask no longer than this")
    parser.add_argument("--kill-every", type=float, default=8, help="seconds, on average (8)")
    parser.add_argument("--restarts", type=int, default=1, help="of PostgreSQL (1)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--again", action="store_true", help="build the database anew")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    try:
        ground.prepare(again=options.again)
        return measure(options)
    except KeyboardInterrupt:
        print("\nStopped.")
        return 130
    finally:
        # A second Ctrl-C must not leave anything behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        ground.stop()


def measure(options) -> int:
    from benchmarks.contacts.checking import check, delays
    from benchmarks.contacts.clients import Clients
    from benchmarks.report import Report

    report = Report(HOME / "figures.md")
    report.say(f"# {options.requests:,} requests, drawn from {options.seed}\n")
    with running() as site:
        clients = Clients(site.ports, ground.offers(), options.requests, options.seconds)
        restarts = _Restarts(options)
        site.misbehave(options.seed)
        killer = Killer(site, options.kill_every, options.seed)
        killer.start()
        try:
            answers = clients.run(restarts.when_it_is_time)
        finally:
            killer.stop()
        # The wounded recover by themselves; what they put off need not wait for its turn.
        site.behave()
        drained = _drain(report)
        books = site.books()
    verdict = check(answers.accepted, books)
    _say(report, answers, verdict, *delays(books))
    if killer.ended:
        report.say(f"Ended by themselves, and started again: {', '.join(killer.ended)}.\n")
    wrong = [*answers.problems, *verdict.sentences]
    wrong += [] if drained else ["Messages still waited in the end."]
    wrong += [] if answers.accepted else ["Nothing was accepted."]
    for sentence in wrong[:40]:
        report.say(f"- {sentence}")
    report.say(
        f"{verdict.accepted} requests accepted · {verdict.whole} with both messages"
        f" · {verdict.lost} lost · {verdict.doubled} doubled"
        f" · {verdict.kept} dates kept in the plan · {sum(killer.kills.values())} kills"
        f" ({killer.kills['web']} of the site, {killer.kills['worker']} of workers)"
        f" · {restarts.done} restart{'s' if restarts.done != 1 else ''} of PostgreSQL"
        + (f" · {len(wrong)} wrong" if wrong else "")
    )
    return 1 if wrong else 0


class _Restarts:
    """PostgreSQL is restarted at equal parts of the run, by requests or by time."""

    def __init__(self, options):
        self.options, self.done, self.started = options, 0, time.monotonic()

    def when_it_is_time(self, accepted: int) -> None:
        parts = [accepted / self.options.requests]
        if self.options.seconds:
            parts.append((time.monotonic() - self.started) / self.options.seconds)
        if self.done < self.options.restarts and (
            max(parts) > (self.done + 1) / (self.options.restarts + 1)
        ):
            ground.restart()
            self.done += 1


def _drain(report) -> bool:
    """Until nothing waits and no report comes any more; whether it came to that."""
    from django.db import OperationalError, connection
    from django.utils import timezone

    from contacts.models import Message

    started = quiet_since = time.monotonic()
    known = None
    # It was opened before PostgreSQL was restarted.
    connection.close()
    while time.monotonic() < started + DRAIN_SECONDS:
        with contextlib.suppress(OperationalError):
            Message.objects.waiting().filter(attempts__gt=0).update(next_attempt_at=timezone.now())
            left = (Message.objects.waiting().count(), Message.objects.to_pass_on().count())
            reported = Message.objects.exclude(delivered_at=None, bounced_at=None).count()
            if left != (0, 0) or (left, reported) != known:
                known, quiet_since = (left, reported), time.monotonic()
        if time.monotonic() - quiet_since > QUIET_SECONDS:
            report.say(f"Drained in {quiet_since - started:.0f} s.")
            return True
        time.sleep(1)
    return False


def _say(report, answers, verdict, every, at_once) -> None:
    from benchmarks.measure import summarise

    report.table("What was measured", "what", "p50 ms", "p95 ms", "per second")
    if answers.latencies:
        pages = summarise(answers.latencies, answers.seconds)
        report.figures("confirmation page", pages)
    for name, waits in (("at the first attempt", at_once), ("all", every)):
        if waits:
            report.figures(f"commit → sent, {name}", summarise(waits, answers.seconds))
    accepted = len(answers.accepted) / answers.seconds
    report.say(f"\n{accepted:.1f} requests a second were accepted, for {answers.seconds:.0f} s.")
    statuses = sorted(answers.statuses.items(), key=str)
    report.say(f"Answers: {', '.join(f'{status}: {times}' for status, times in statuses)}.")
    faults = ", ".join(f"{how}: {times}" for how, times in sorted(verdict.faults.items()))
    report.say(f"Of the gateways: {faults or 'nothing'}.")
    report.say(
        f"{verdict.repeated} messages took several attempts under one key,"
        f" {verdict.replaced} replaced one that did not arrive.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
