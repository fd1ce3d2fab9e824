"""The notice under the form that takes a contact: which text a young person had before their eyes.

Another text is another version: change both together (tests/portal/journey/test_notice.py holds the
digest of each text), and keep the former ones in the history of this file.
"""

VERSION = "2026-11-26"
# What another site or app may still show: this one, and those before it.
KNOWN = (VERSION,)
# In French as in English, whatever the names in it.
MOST_WORDS = 90
