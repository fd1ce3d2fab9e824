"""A territory's own questionnaire, and what the country changes in the model meanwhile."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from themes.adaptations import (
    AS_THE_MODEL,
    Adaptation,
    adapted,
    read_adaptation,
    write_adaptation,
)
from themes.updating import ChangeKind, accept, changes, decline

texts = st.fixed_dictionaries(
    {"fr": st.sampled_from(["Un", "Deux", "Trois"])}, optional={"en": st.just("One")}
)


def choices_of(keys):
    labels = {"label": texts}
    return st.lists(st.sampled_from(keys), min_size=2, max_size=4, unique=True).flatmap(
        lambda chosen: st.tuples(
            *(
                st.fixed_dictionaries({"key": st.just(key), **labels}, optional={"hint": texts})
                for key in chosen
            )
        ).map(list)
    )


def question(key):
    number = {"kind": st.just("number"), "minimum": st.integers(0, 3), "maximum": st.just(9)}
    words = {"key": st.just(key), "text": texts}
    return st.fixed_dictionaries({**words, **number}, optional={"help": texts}) | (
        st.fixed_dictionaries(
            # A choice may have the name of a text.
            {**words, "kind": st.just("single"), "choices": choices_of(["a", "b", "help", "d"])},
            optional={"help": texts},
        )
    )


models = st.lists(st.sampled_from("pqrs"), min_size=1, max_size=4, unique=True).flatmap(
    lambda keys: st.tuples(*map(question, keys))
)
OWN = {
    "key": "local_1",
    "kind": "single",
    "text": {"fr": "Chez nous ?"},
    "choices": [{"key": "local_a", "label": {"fr": "A"}}, {"key": "local_b", "label": {"fr": "B"}}],
}
NOT_SURE = {"key": "local_c", "label": {"fr": "Pas sûr"}}
ours = st.builds(
    Adaptation,
    order=st.permutations(["p", "q", "local_1", "s"]).map(tuple) | st.just(()),
    hidden=st.frozensets(st.sampled_from(["p", "q", "p.a", "r.b"])),
    words=st.dictionaries(
        st.sampled_from(["p.text", "q.text", "q.help", "q.a.label", "r.text"]),
        st.just({"fr": "À nous"}),
    ),
    questions=st.sampled_from([(), (OWN,)]),
    choices=st.sampled_from([{}, {"p": (NOT_SURE,)}, {"q": (NOT_SURE,), "r": (NOT_SURE,)}]),
)


def decided(model, adaptation, decide):
    """All decisions taken, one after the other, by `decide(number)`."""
    number = 0
    while waiting := changes(model, adaptation):
        act = accept if decide(number) else decline
        adaptation = act(waiting[number % len(waiting)], model, adaptation)
        number += 1
        assert number < 200, waiting
    return adaptation


def said(definitions):
    """What is asked, whatever the order of the answers."""
    return [
        {**one, "choices": sorted(one.get("choices", []), key=lambda choice: choice["key"])}
        for one in definitions
    ]


@settings(max_examples=25, deadline=None)
@given(models, models)
def test_accepting_all_is_the_model_when_nothing_is_ours(old, new):
    accepted = decided(new, Adaptation(base=old), lambda _number: True)
    assert accepted == Adaptation(base=new)
    assert adapted(new, accepted) == adapted(new, AS_THE_MODEL)


@settings(max_examples=25, deadline=None)
@given(models, models, ours, st.integers())
def test_nothing_of_ours_is_lost_whatever_is_decided(old, new, mine, seed):
    mine = replace(mine, base=old)
    reworded = {one.path for one in changes(new, mine) if one.kind == ChangeKind.REWORDED}
    after = decided(new, mine, lambda number: seed >> (number % 30) & 1)
    assert all(one in after.questions for one in mine.questions)
    assert mine.hidden <= after.hidden
    for key, added in mine.choices.items():
        assert set(map(str, added)) <= set(map(str, after.choices[key]))
    for path, words in mine.words.items():
        if path not in reworded:
            assert after.words[path] == words


@settings(max_examples=25, deadline=None)
@given(models, models, ours)
def test_declining_all_asks_what_was_asked(old, new, mine):
    mine = replace(mine, base=old)
    before = adapted(new, mine)
    after = decided(new, mine, lambda _number: False)
    assert said(adapted(new, after)) == said(before)


@settings(max_examples=25, deadline=None)
@given(models, ours)
def test_an_adaptation_is_stored_as_it_is(model, mine):
    mine = replace(mine, base=model, choices={key: one for key, one in mine.choices.items() if one})
    assert read_adaptation(write_adaptation(mine)) == mine
    assert read_adaptation(write_adaptation(AS_THE_MODEL)) == AS_THE_MODEL
