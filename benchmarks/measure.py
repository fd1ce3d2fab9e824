"""Timing calls: latencies in milliseconds, from one client or several at once."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

# A slow kind of call stops then, with fewer calls than were meant.
MOST_SECONDS = 20


@dataclass(frozen=True)
class Figures:
    p50: float
    p95: float
    per_second: float


def summarise(latencies: Sequence[float], seconds: float) -> Figures:
    """From latencies in milliseconds and the wall time of the whole run."""
    if len(latencies) < 2:
        return Figures(latencies[0], latencies[0], len(latencies) / seconds)
    cuts = statistics.quantiles(latencies, n=100, method="inclusive")
    return Figures(statistics.median(latencies), cuts[94], len(latencies) / seconds)


def timed(call: Callable[[object], object], cases: Iterable[object]) -> Figures:
    """One client in this process."""
    latencies, started = [], time.perf_counter()
    for case in cases:
        before = time.perf_counter()
        call(case)
        latencies.append((time.perf_counter() - before) * 1000)
        if time.perf_counter() - started > MOST_SECONDS:
            break
    return summarise(latencies, time.perf_counter() - started)


def timed_http(port: int, host: str, paths: Sequence[str], clients: int = 1) -> Figures:
    """Several clients, each with a connection of its own that stays open."""
    latencies: list[float] = []
    failures: list[str] = []
    started = time.perf_counter()

    def client(mine):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for path in mine:
            before = time.perf_counter()
            connection.request("GET", path, headers={"Host": host})
            answer = connection.getresponse()
            answer.read()
            latencies.append((time.perf_counter() - before) * 1000)
            if answer.status != 200:
                failures.append(f"{answer.status} {path}")
            if time.perf_counter() - started > MOST_SECONDS:
                break
        connection.close()

    threads = [
        threading.Thread(target=client, args=(paths[number::clients],)) for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    if failures:
        raise RuntimeError(f"{len(failures)} answers were not 200, such as {failures[0]}")
    return summarise(latencies, seconds)
