"""When to stop asking an engine that fails, and when to try it again."""

import time
from collections.abc import Callable
from threading import Lock

FAILURES_BEFORE_OPENING = 3
OPEN_SECONDS = 10


class CircuitBreaker:
    """After some failures in a row, no more questions for a while; then one question tries."""

    def __init__(
        self,
        failures: int = FAILURES_BEFORE_OPENING,
        seconds: float = OPEN_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._allowed, self._seconds, self._clock = failures, seconds, clock
        self._lock = Lock()
        self._failures = 0
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        return self._failures >= self._allowed

    def lets_through(self) -> bool:
        with self._lock:
            if not self.is_open:
                return True
            now = self._clock()
            if now < self._open_until:
                return False
            # This caller tries; the others wait for what it finds.
            self._open_until = now + self._seconds
            return True

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self.is_open:
                self._open_until = self._clock() + self._seconds

    def answered(self) -> None:
        with self._lock:
            self._failures = 0
