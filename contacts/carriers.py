"""Companies that carry text messages, over HTTP: the first that takes a message has it.

Each of `settings.SMS_CARRIERS` is an address with its key, `https://KEY@carrier.example/messages`.
It receives {"to", "text", "sender", "key"} in JSON, the key once more as `Idempotency-Key`, and
answers 2xx when it has the message, now or from an earlier attempt with the same key. What it says
otherwise is never kept: it may repeat the number.
"""

import http.client
import json
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from django.conf import settings

from contacts.sms import SmsError, SmsRefused

# The worker holds a row meanwhile: all carriers together take no longer than this.
SECONDS = 9
SHORTEST_TRY = 2
REFUSED = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.UNPROCESSABLE_ENTITY}
)


class HttpCarrier:
    """One carrier; `seconds` to connect, and as many for each answer of the network."""

    def __init__(self, url: str, seconds: float):
        parts = urlsplit(url)
        self.secure = parts.scheme == "https"
        self.host, self.port = parts.hostname or "", parts.port
        self.path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self.key = unquote(parts.username or "")
        self.seconds = seconds

    def send(self, *, number: str, text: str, key: str) -> None:
        status = self._post(
            {"to": number, "text": text, "sender": settings.SMS_SENDER, "key": key},
            {"Idempotency-Key": key},
        )
        if status in REFUSED:
            raise SmsRefused(status)
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise SmsError(status)

    def _post(self, data: dict[str, str], headers: dict[str, str]) -> int:
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        connection = kind(self.host, self.port, timeout=self.seconds / 2)
        headers = {"Content-Type": "application/json", **headers}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        try:
            connection.request("POST", self.path, json.dumps(data), headers)
            return connection.getresponse().status
        except TimeoutError:
            raise SmsError("timeout") from None
        except (OSError, http.client.HTTPException) as error:
            raise SmsError(type(error).__name__) from None
        finally:
            connection.close()


class InTurn:
    """All carriers, one after the other, with the same key."""

    def send(self, *, number: str, text: str, key: str) -> None:
        """Refused only when each of them says that the number takes none."""
        failures: list[SmsError] = []
        for carrier in self._carriers():
            try:
                carrier.send(number=number, text=text, key=key)
            except SmsError as error:
                failures.append(error)
            else:
                return
        raise next((one for one in failures if not isinstance(one, SmsRefused)), failures[-1])

    def _carriers(self) -> Iterator[HttpCarrier]:
        each = max(SECONDS / len(settings.SMS_CARRIERS), SHORTEST_TRY)
        return (HttpCarrier(url, each) for url in settings.SMS_CARRIERS)
