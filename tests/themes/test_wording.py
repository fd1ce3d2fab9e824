import pytest

from themes.wording import digest_of

DEFINITION = {
    "key": "licence",
    "kind": "yes_no",
    "text": {"fr": "As-tu le permis ?", "en": "Can you drive?"},
    "help": {"fr": "Le permis B."},
    "choices": [
        {"key": "yes", "label": {"fr": "Oui"}, "reason": {"fr": "Tu as le permis"}},
        {"key": "no", "label": {"fr": "Non"}},
    ],
}
YES, NO = DEFINITION["choices"]


@pytest.mark.parametrize(
    "parts",
    [
        {"text": {"en": "Can you drive?", "fr": "As-tu le permis ? "}},
        {"choices": [NO, YES]},
        {"help": {"fr": "Le permis B.", "en": ""}, "why": {}},
        {"allow_unknown": True},
        {"show_when": [{"question": "age", "any_of": ["adult"]}]},
        {"choices": [{**YES, "urgent": ["112"]}, NO]},
        {"minimum": None},
    ],
)
def test_the_same_words_in_another_order_are_the_same_wording(parts):
    assert digest_of({**DEFINITION, **parts}) == digest_of(DEFINITION)


@pytest.mark.parametrize(
    "parts",
    [
        {"text": {"fr": "As-tu le permis ?", "en": "Do you drive?"}},
        {"help": {"fr": "Le permis A."}},
        {"why": {"fr": "Pour trier."}},
        {"kind": "single"},
        {"allow_unknown": False},
        {"choices": [YES]},
        {"choices": [YES, {**NO, "key": "never"}]},
        {"choices": [YES, {**NO, "label": {"fr": "Pas encore"}}]},
        {"choices": [YES, {**NO, "hint": {"fr": "Pas encore"}}]},
        {"choices": [{**YES, "reason": {"fr": "Tu conduis"}}, NO]},
        {"minimum": 15},
    ],
)
def test_whatever_is_read_or_answered_otherwise_is_another_wording(parts):
    assert digest_of({**DEFINITION, **parts}) != digest_of(DEFINITION)
