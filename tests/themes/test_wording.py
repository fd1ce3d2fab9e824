import pytest

from themes.wording import Change, compared, difference, digest_of

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


def said(pieces):
    return [(piece.change, piece.text.strip()) for piece in pieces]


def test_two_texts_are_compared_word_by_word_whatever_their_spaces():
    assert said(compared("Quel loyer ?", "Quel petit loyer\u202f?")) == [
        ("kept", "Quel"),
        ("added", "petit"),
        ("kept", "loyer\u202f?"),
    ]
    assert said(compared("Quel loyer ?", "")) == [("removed", "Quel loyer ?")]
    assert compared("", "") == ()


def test_a_difference_says_all_of_a_question_and_marks_what_is_new_and_gone():
    former = DEFINITION
    present = {
        **DEFINITION,
        "kind": "single",
        "allow_unknown": False,
        "choices": [YES, {"key": "soon", "label": {"fr": "Bientôt"}}],
    }
    found = difference(former, present)
    kept = [line for line in found.lines if [one.change for one in line.pieces] == [Change.KEPT]]
    assert [(line.part, line.language) for line in kept] == [
        ("text", "fr"),
        ("text", "en"),
        ("help", "fr"),
    ]
    marked = {line.part: said(line.pieces) for line in found.lines if line not in kept}
    assert marked == {
        "kind": [("removed", "oui ou non"), ("added", "une réponse")],
        "allow_unknown": [("removed", "proposé"), ("added", "non proposé")],
    }
    assert [(one.key, one.change) for one in found.choices] == [
        ("yes", "kept"),
        ("soon", "added"),
        ("no", "removed"),
    ]


def test_without_former_words_nothing_is_marked():
    found = difference(None, DEFINITION)
    lines = [*found.lines, *(line for choice in found.choices for line in choice.lines)]
    assert {piece.change for line in lines for piece in line.pieces} == {Change.KEPT}
