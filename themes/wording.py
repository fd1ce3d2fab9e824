"""What a question says, whatever the order: a name for each wording, what differs in another."""

import hashlib
import json
from collections.abc import Mapping

# What people read; lists of choices hold the same in each of them.
TEXTS = ("text", "help", "why", "unit", "reason")
CHOICE_TEXTS = ("label", "hint", "reason")
# What they may answer.
ANSWERS = ("kind", "minimum", "maximum")


def digest_of(definition: Mapping) -> str:
    """The same for two definitions that say and accept the same. Order, conditions and urgent
    numbers do not count: nobody reads or answers anything else because of them."""
    said = {part: definition[part] for part in ANSWERS if definition.get(part) is not None}
    said |= _texts(definition, TEXTS)
    said["allow_unknown"] = definition.get("allow_unknown", True)
    said["choices"] = {
        choice["key"]: _texts(choice, CHOICE_TEXTS) for choice in definition.get("choices", ())
    }
    written = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def _texts(words: Mapping, parts: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """The texts that are not blank, by part and language."""
    written = {
        part: {
            language: text.strip()
            for language, text in (words.get(part) or {}).items()
            if text.strip()
        }
        for part in parts
    }
    return {part: texts for part, texts in written.items() if texts}
