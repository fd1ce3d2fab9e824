"""What a relay ticks before a request leaves: the young person is there, and agrees.

Another text is another version: change both together (tests/contacts/test_relaying.py holds the
digest of each text), and keep the former ones in the history of this file.
"""

from django.utils.translation import gettext_lazy as _

VERSION = "2026-11-26"
TEXT = _(
    "The person is beside me. I have read to them what becomes of their contact, and they agree"
    " that I send this request."
)
