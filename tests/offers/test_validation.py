from offers.validation import usable_criteria
from themes.questionnaires import read_questionnaire

ASKED = read_questionnaire(
    {
        "key": "housing",
        "questions": [
            {
                "key": "need",
                "kind": "single",
                "text": {"fr": "De quoi as-tu besoin ?"},
                "choices": [
                    {"key": "room", "label": {"fr": "Une chambre"}},
                    {"key": "advice", "label": {"fr": "Un conseil"}},
                ],
            },
            {"key": "age", "kind": "number", "text": {"fr": "Quel âge as-tu ?"}},
        ],
    },
    "fr",
)


def test_an_answer_that_is_no_more_is_left_out_and_the_others_still_count():
    assert usable_criteria({"need": ["room", "gone"]}, ASKED) == {"need": ["room"]}


def test_a_criterion_that_nobody_can_meet_any_more_excludes_nobody():
    criteria = {"need": ["gone"], "left": ["room"], "age": {"min": 18}}
    assert usable_criteria(criteria, ASKED) == {"age": {"min": 18}}


def test_a_criterion_of_another_kind_excludes_nobody():
    assert usable_criteria({"need": {"min": 1}, "age": ["room"]}, ASKED) == {}
