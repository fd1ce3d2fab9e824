"""Drafting, applying and undoing the synonyms: one draft, nobody's work lost, a history."""

from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from search import knowledge as knowing
from search.knowledge import forget_knowledge, knowledge, rules_in_force, shipped_text
from search.language.rulebook import rule_lines
from search.models import SynonymProposal, SynonymSet
from search.synonyms import (
    Stale,
    accept_proposal,
    add_rule,
    apply_again,
    apply_draft,
    change_rule,
    desk,
    discard_draft,
    merge_shipped,
    pass_over_shipped,
    save_draft,
)

RULE = "zonzon, prison"


@pytest.fixture
def by(public, person):
    return person("national")


@pytest.fixture
def written(by):
    """Who and when, for any service."""
    return {"by": by, "now": timezone.now()}


@pytest.fixture
def use(written, django_capture_on_commit_callbacks):
    """`use("taf, boulot")`: these rules, drafted and applied."""

    def make(rules, note="", later=0):
        at = {**written, "now": written["now"] + timedelta(minutes=later)}
        save_draft(rules=rules, note=note, version=desk().version, **at)
        with django_capture_on_commit_callbacks(execute=True):
            return apply_draft(version=desk().version, note=note, **at)

    return make


def words_that(source):
    return [" ".join(phrase) for phrase in knowledge().synonyms.at([source], 0)[1]]


def test_without_any_set_what_ships_is_in_force(public):
    assert desk().text == shipped_text()
    assert desk().draft is None
    assert len(rules_in_force()) == len(rule_lines(shipped_text()))


def test_a_draft_changes_nothing_for_anybody(written):
    add_rule(rule=RULE, section="", **written)
    forget_knowledge()
    assert words_that("zonzon") == []
    assert desk().changes.added == (RULE,)


def test_an_applied_draft_is_understood_at_once(use):
    knowledge()
    use(RULE)
    assert words_that("zonzon") == ["prison"]
    assert desk().draft is None


def test_a_draft_says_who_wrote_it_and_who_applied_it(written, person, use):
    other = person("national", email="other@example.invalid")
    save_draft(rules=RULE, note="", version=desk().version, **{**written, "by": other})
    applied = apply_draft(version=desk().version, note="Verlan", **written)
    assert (applied.saved_by, applied.applied_by) == (other.email, written["by"].email)
    assert applied.note == "Verlan"


def test_a_rule_that_does_not_hold_is_refused_and_nothing_is_written(written):
    with pytest.raises(ValidationError) as refused:
        add_rule(rule="caf, cap", section="", **written)
    assert "CAF" in refused.value.messages[0]
    assert SynonymSet.objects.count() == 0


def test_who_saves_a_text_made_from_a_former_one_is_told_and_the_draft_stays(written):
    version = desk().version
    add_rule(rule=RULE, section="", **written)
    with pytest.raises(Stale) as told:
        save_draft(rules="taf, boulot", note="", version=version, **written)
    assert RULE in told.value.present
    assert RULE in desk().text


def test_two_admins_who_change_different_rules_both_keep_their_work(written):
    save_draft(rules="taf, boulot\nappart, logement", note="", version=desk().version, **written)
    change_rule(former="taf, boulot", rule="taf, boulot, job", **written)
    change_rule(former="appart, logement", rule="appart, studio", **written)
    assert desk().text == "taf, boulot, job\nappart, studio\n"


def test_who_changes_a_rule_that_another_changed_is_told(written):
    save_draft(rules="taf, boulot", note="", version=desk().version, **written)
    change_rule(former="taf, boulot", rule="taf, job", **written)
    with pytest.raises(Stale):
        change_rule(former="taf, boulot", rule="taf, travail", **written)
    assert desk().text == "taf, job\n"


def test_what_is_applied_is_what_was_looked_at(written):
    add_rule(rule=RULE, section="", **written)
    seen = desk().version
    add_rule(rule="keuf, police", section="", **written)
    with pytest.raises(Stale):
        apply_draft(version=seen, note="", **written)
    with pytest.raises(Stale):
        discard_draft(version=seen)
    assert desk().changes.count == 2


def test_a_draft_thrown_away_leaves_what_is_in_force(written):
    add_rule(rule=RULE, section="", **written)
    discard_draft(version=desk().version)
    assert desk().text == shipped_text()
    assert SynonymSet.objects.count() == 0


def test_there_is_never_a_second_draft(written):
    add_rule(rule=RULE, section="", **written)
    draft = SynonymSet.objects.draft()
    draft.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save(force_insert=True)


def test_a_former_set_is_in_force_again_as_a_new_page_of_the_history(use, written):
    first = use("taf, boulot")
    use(RULE, later=1)
    later = {**written, "now": written["now"] + timedelta(minutes=2)}
    again = apply_again(former=first, version=desk().version, **later)
    assert SynonymSet.objects.applied().count() == 3
    assert desk().in_force == again
    assert desk().text == "taf, boulot\n"
    assert "version" in again.note
    assert first.rules == again.rules


def test_one_comes_back_to_what_ships_and_the_draft_stays(use, written):
    use(RULE)
    add_rule(rule="keuf, police", section="", **written)
    apply_again(former=None, version=desk().version, **written)
    assert desk().text_in_force == shipped_text()
    assert "keuf, police" in desk().text


def test_who_comes_back_beside_somebody_who_applies_is_told(use, written):
    first = use("taf, boulot")
    seen = desk().version
    use(RULE, later=1)
    with pytest.raises(Stale):
        apply_again(former=first, version=seen, **written)


@pytest.fixture
def later_version(monkeypatch, tmp_path):
    """The project, some months later: its file has one rule more, and one that changed."""

    def release(was, now):
        file = tmp_path / "synonyms.txt"
        file.write_text(shipped_text().replace(was, now) + "\nkeuf, policier\n")
        monkeypatch.setattr(knowing, "SHIPPED", file)
        shipped_text.cache_clear()

    yield release
    monkeypatch.undo()
    shipped_text.cache_clear()


def test_rules_of_a_later_version_are_told_and_merged_once(use, written, later_version):
    use("taf, boulot")
    assert desk().shipped_news == ()
    later_version("curriculum, curriculum vitae, CV, c.v.", "curriculum, CV, mon CV")
    assert set(desk().shipped_news) == {"keuf, policier", "curriculum, CV, mon CV"}
    merge_shipped(**written)
    assert desk().shipped_news == ()
    assert set(desk().changes.added) == {"keuf, policier", "curriculum, CV, mon CV"}


def test_rules_that_were_left_out_are_not_told_again(use, later_version):
    use("taf, boulot")
    later_version("nothing", "nothing")
    pass_over_shipped()
    assert desk().shipped_news == ()
    assert desk().text == "taf, boulot\n"


def test_a_rule_taken_away_on_purpose_is_no_news(use):
    lines = shipped_text().splitlines()
    use("\n".join(line for line in lines if not line.startswith("taf, ")))
    assert desk().shipped_news == ()


@pytest.fixture
def proposal(lyon, person, written):
    return SynonymProposal.objects.create(
        territory=lyon,
        words="zonzon",
        meaning="prison",
        proposed_by=person("animator", lyon),
        proposed_at=written["now"],
    )


def test_an_accepted_proposal_is_a_rule_of_the_draft(proposal, written):
    accept_proposal(proposal=proposal, rule="zonzon => prison", **written)
    proposal.refresh_from_db()
    assert proposal.accepted
    assert proposal.answer == "zonzon => prison"
    assert desk().changes.added == ("zonzon => prison",)
    other = SynonymProposal.objects.create(
        territory=proposal.territory, words="keuf", meaning="police", proposed_at=written["now"]
    )
    accept_proposal(proposal=other, rule="keuf => police", **written)
    titles = [line for line in desk().text.splitlines() if line.startswith("# ---")]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("rule", ["zonzon", "caf, cap", "taf, taff, boulot, job, emploi, travail"])
def test_a_proposal_that_makes_no_rule_goes_on_waiting(proposal, written, rule):
    with pytest.raises(ValidationError):
        accept_proposal(proposal=proposal, rule=rule, **written)
    assert SynonymProposal.objects.waiting().count() == 1
    assert desk().draft is None


def test_who_writes_waits_for_who_is_writing(written):
    other = psycopg.connect(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"])
    with other, connection.cursor() as cursor:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('search.synonyms', 0))")
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
        with pytest.raises(OperationalError), transaction.atomic():
            add_rule(rule=RULE, section="", **written)
        other.commit()
        add_rule(rule=RULE, section="", **written)
    assert desk().changes.added == (RULE,)
