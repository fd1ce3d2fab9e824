"""Short numbers that one reads on the phone: "R7K-4M2"."""

import re
import secrets

# Neither vowels (no words) nor signs taken for one another: 0 O, 1 I, 2 Z, 5 S, 6 G, 8 B.
ALPHABET = "23479CDFGHJKLMNPQRTVWX"
HALF = 3
REFERENCE = re.compile(rf"^[{ALPHABET}]{{{HALF}}}-[{ALPHABET}]{{{HALF}}}$")


def new_reference() -> str:
    letters = [secrets.choice(ALPHABET) for _position in range(2 * HALF)]
    return f"{''.join(letters[:HALF])}-{''.join(letters[HALF:])}"


def read_reference(text: str) -> str:
    """As it is kept, from what was typed ("r7k 4m2"); "" if it cannot be one."""
    signs = re.sub(r"[\s\-–_.]", "", text[:40]).upper()
    reference = f"{signs[:HALF]}-{signs[HALF:]}"
    return reference if REFERENCE.match(reference) else ""
