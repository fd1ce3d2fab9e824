"""What is counted of a request, from its events alone; no database."""

from datetime import UTC, date, datetime, timedelta

from contacts.facts import Story, Told, brought, facts

MONDAY = datetime(2026, 11, 23, 13, 12, tzinfo=UTC)
DUE = date(2026, 11, 26)
SENT = Told("sent", MONDAY, "new")


def later(days=0, hours=0):
    return MONDAY + timedelta(days=days, hours=hours)


def known(*events, until=date(2026, 12, 31)):
    return facts(Story(MONDAY, DUE, "Europe/Paris", (SENT, *events)), until=until)


def test_a_contact_on_the_promised_day_is_in_time_with_its_hours():
    met = Told("step", later(3), "contacted", "phone")
    assert known(met) == {("sent", ""), ("in_time", ""), ("hours", "72")}


def test_a_contact_on_the_day_after_is_late():
    assert ("late", "") in known(Told("step", later(4), "contacted"))


def test_days_are_those_of_the_territory():
    # 23:30 on the 26th in Paris, already the 27th in Mayotte.
    met = Told("step", datetime(2026, 11, 26, 22, 30, tzinfo=UTC), "contacted")
    assert ("in_time", "") in known(met)
    there = Story(MONDAY, DUE, "Indian/Mayotte", (SENT, met))
    assert ("late", "") in facts(there, until=date(2026, 12, 31))


def test_an_end_is_counted_with_its_reason_or_its_outcome():
    assert ("declined", "full") in known(Told("step", later(1), "declined", "full"))
    assert ("expired", "") in known(Told("step", later(20), "expired"))
    met, closed = Told("step", later(1), "contacted"), Told("step", later(2), "closed", "helped")
    assert {("outcome", "helped"), ("in_time", "")} <= known(met, closed)


def test_what_is_corrected_counts_no_more():
    met, undone = Told("step", later(1), "contacted"), Told("corrected", later(1, 2), "new")
    assert known(met, undone) == {("sent", "")}


def test_a_contact_that_did_not_take_place_counts_no_more_and_that_is_counted():
    met, said = Told("step", later(1), "contacted"), Told("not_contacted", later(2), "new")
    assert known(met, said) == {("sent", ""), ("not_contacted", "")}


def test_the_last_answer_of_the_survey_counts():
    first, second = Told("surveyed", later(3), "", "no"), Told("surveyed", later(9), "", "yes")
    answers = {one for one in known(first, second) if one[0] == "helped"}
    assert answers == {("helped", "yes")}


def test_an_answer_that_nobody_called_is_not_an_answer_about_help():
    assert known(Told("surveyed", later(3), "", "not_contacted")) == {("sent", "")}


def test_the_changes_of_all_days_add_up_to_what_is_known_at_the_end():
    story = Story(
        MONDAY,
        DUE,
        "Europe/Paris",
        (
            SENT,
            Told("step", later(1), "contacted"),
            Told("not_contacted", later(2), "new"),
            Told("step", later(5), "contacted"),
            Told("step", later(6), "closed", "started"),
        ),
    )
    total, before = {}, date.min
    for day in sorted({story.day_of(one.at) for one in story.events}):
        for fact, count in brought(story, day, before).items():
            total[fact] = total.get(fact, 0) + count
        before = day
    end = facts(story, until=before)
    assert {fact for fact, count in total.items() if count} == end
    assert all(total[fact] == 1 for fact in end)
    assert total["in_time", ""] == 0
