"""The synonyms' screens: written as a draft, tried, applied, undone."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from search.knowledge import count_words, forget_knowledge, knowledge, shipped_text
from search.language.rulebook import rule_lines
from search.models import SearchedWords, SynonymProposal, SynonymSet
from search.models.logbook import week_of
from search.synonyms import desk
from tests.search.factories import publish

HEAVIEST = 200_000
RULE = "zonzon, prison"


@pytest.fixture(autouse=True)
def _one_engine(settings):
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture
def read(admin):
    def get(name, /, *args, **query):
        return admin.get(reverse(f"synonyms:{name}", args=args), query).content.decode()

    return get


@pytest.fixture
def post(admin, national):
    """`post("add", rule="…")`: the page that follows, and its status."""

    def send(name, /, *args, **data):
        response = admin.post(reverse(f"synonyms:{name}", args=args), data, follow=True)
        connection.set_tenant(national)
        return response.status_code, response.content.decode()

    return send


@pytest.fixture
def drafted(post):
    assert post("add", rule=RULE)[0] == 200
    return desk()


def test_all_the_rules_are_on_one_light_page_with_their_headings(read):
    html = read("index")
    assert len(html.encode()) < HEAVIEST
    assert html.count('<a href="rule/') == len(rule_lines(shipped_text()))
    assert "taf, taff, boulot, job, emploi, travail" in html
    assert "Emploi ---" not in html
    assert "<h2>Emploi</h2>" in html


def test_the_page_costs_the_same_whatever_the_rules(read, drafted, django_assert_max_num_queries):
    read("index")
    with django_assert_max_num_queries(13):
        read("index")


def test_rules_are_searched_without_their_accents(read):
    html = read("index", q="ete")
    assert "job d&#x27;été" in html
    assert "taf, taff, boulot" not in html


def test_a_rule_is_added_below_its_heading_and_the_banner_says_so(post, read):
    status, html = post("add", rule=RULE, section="Logement")
    assert status == 200
    assert "1 changement" in html
    assert "<ins>" in html
    lines = desk().text.splitlines()
    assert lines.index(RULE) < next(
        number for number, line in enumerate(lines) if "Sans toit" in line
    )


@pytest.mark.parametrize(("rule", "said"), [("taf", "deux mots"), ("caf, cap", "CAF")])
def test_a_rule_that_does_not_hold_stays_in_its_form_with_the_reason(post, rule, said):
    status, html = post("add", rule=rule)
    assert status == 400
    assert said in html
    assert f'value="{rule}"' in html
    assert SynonymSet.objects.count() == 0


def test_a_rule_is_changed_then_taken_away(post, drafted, read):
    (number,) = (line.number for line in rule_lines(drafted.text) if line.text == RULE)
    assert RULE in read("rule", number)
    post("rule", number, former=RULE, rule="zonzon → prison")
    assert desk().changes.added == ("zonzon => prison",)
    post("rule", number, former="zonzon => prison", delete="1", rule="")
    assert not desk().changes


def test_links_to_the_rules_hold_below_a_refused_one_too(post):
    _status, html = post("add", rule="taf")
    assert '<a href="../rule/' in html


def test_a_line_without_a_rule_has_no_screen(admin):
    assert admin.get(reverse("synonyms:rule", args=[1])).status_code == 404


def test_who_changes_a_rule_that_went_is_told_and_keeps_the_words(post, drafted):
    status, html = post("rule", 9, former="nothing, like this", rule="keuf, police")
    assert status == 400
    assert "keuf, police" in html
    assert "pendant que" in html


def test_errors_of_a_whole_text_are_told_line_by_line_and_the_text_stays(post):
    rules = "# Titre\ntaf, boulot\ncaf, cap\nseul"
    status, html = post("text", rules=rules, version=desk().version, note="")
    assert status == 400
    assert "<td>3</td><td>caf, cap</td>" in html
    assert "<td>4</td><td>seul</td>" in html
    assert "# Titre\ntaf, boulot" in html
    assert SynonymSet.objects.count() == 0


def test_a_text_made_from_a_former_draft_is_kept_beside_what_changed(post):
    version = desk().version
    post("add", rule=RULE)
    status, html = post("text", rules="taf, boulot", version=version, note="")
    assert status == 409
    assert RULE in html
    assert ">\ntaf, boulot" in html or "taf, boulot</textarea>" in html
    assert RULE in desk().text
    assert post("text", rules="taf, boulot", version=desk().version, note="")[0] == 200
    assert desk().text == "taf, boulot\n"


def test_a_file_replaces_the_text(post):
    file = SimpleUploadedFile("synonymes.txt", "# Titre\nété, vacances\n".encode())
    post("text", rules="", file=file, version=desk().version, note="Été")
    assert desk().text == "# Titre\nété, vacances\n"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "été, vacances".encode("latin-1")])
def test_a_file_that_is_no_text_is_refused(post, content):
    file = SimpleUploadedFile("synonymes.txt", content)
    status, _html = post("text", rules="", file=file, version=desk().version, note="")
    assert status == 400
    assert SynonymSet.objects.count() == 0


def test_a_draft_is_applied_after_a_page_that_shows_it(
    read, post, drafted, admin, django_capture_on_commit_callbacks
):
    knowledge()
    assert RULE in read("apply")
    assert desk().draft is not None
    with django_capture_on_commit_callbacks(execute=True):
        _status, html = post("apply", version=drafted.version, note="Verlan")
    assert "30" in html
    assert "Verlan" in html
    assert "en vigueur" in html
    assert knowledge().synonyms.at(["zonzon"], 0)[1] == (("prison",),)


def test_a_draft_that_changed_meanwhile_is_shown_again(post, drafted):
    post("add", rule="keuf, police")
    status, html = post("apply", version=drafted.version, note="Verlan")
    assert status == 400
    assert "keuf, police" in html
    assert desk().in_force is None


def test_a_draft_is_thrown_away_by_a_button_only(admin, post, drafted):
    assert admin.get(reverse("synonyms:discard")).status_code == 405
    post("discard", version=drafted.version)
    assert desk().draft is None


@pytest.fixture
def applied(post, drafted):
    post("apply", version=drafted.version, note="Verlan")
    return desk().in_force


def test_one_comes_back_to_a_former_version(read, post, applied):
    html = read("version", 0)
    assert RULE in html
    _status, html = post("again", 0, version=desk().version)
    assert desk().text == shipped_text()
    assert SynonymSet.objects.applied().count() == 2
    assert "Verlan" in html
    assert RULE in read("version", applied.pk)
    post("again", applied.pk, version=desk().version)
    assert RULE in desk().text


def test_the_history_says_who_when_and_what(read, post, applied, django_assert_max_num_queries):
    html = read("history")
    for said in ("Verlan", applied.applied_by, RULE, str(timezone.localtime().year)):
        assert said in html
    with django_assert_max_num_queries(15):
        read("history")


@pytest.fixture
def later_version(monkeypatch, tmp_path):
    def release(rule):
        file = tmp_path / "synonyms.txt"
        file.write_text(shipped_text() + rule + "\n")
        monkeypatch.setattr("search.knowledge.SHIPPED", file)
        shipped_text.cache_clear()

    yield release
    monkeypatch.undo()
    shipped_text.cache_clear()


def test_rules_that_a_later_version_ships_are_offered(read, post, later_version):
    post("text", rules="taf, boulot", version=desk().version, note="")
    post("apply", version=desk().version, note="À nous")
    later_version("keuf, policier")
    assert "keuf, policier" in read("index")
    post("shipped", choice="merge")
    assert desk().changes.added == ("keuf, policier",)


@pytest.fixture
def proposal(lyon, person, national):
    connection.set_tenant(national)
    return SynonymProposal.objects.create(
        territory=lyon, words="zonzon", meaning="prison", proposed_at=timezone.now()
    )


def test_a_proposal_is_accepted_as_it_is_worded(read, post, proposal):
    assert "zonzon =&gt; prison" in read("proposals")
    assert "1 proposition" in read("index")
    post("accept", proposal.pk, rule="zonzon => prison, détenu")
    assert desk().changes.added == ("zonzon => prison, détenu",)
    assert post("accept", proposal.pk, rule="zonzon => cellule")[0] == 400


def test_a_proposal_is_refused_with_a_sentence(read, post, proposal):
    assert post("refuse", proposal.pk, answer="")[0] == 400
    post("refuse", proposal.pk, answer="Trop vague.")
    proposal.refresh_from_db()
    assert (proposal.accepted, proposal.answer) == (False, "Trop vague.")
    assert "Trop vague." in read("proposals")


@pytest.fixture
def offers(reims, lyon, national):
    for territory, title in ((reims, "Visite en prison"), (lyon, "Un parloir"), (reims, "Un vélo")):
        publish(territory, "remote", "everywhere", title=title)
    count_words()
    forget_knowledge()
    connection.set_tenant(national)


def test_words_are_tried_before_and_after_side_by_side(read, drafted, offers):
    html = read("try", q="zonzon")
    before, after = html.index("Avant ·"), html.index("Après ·")
    assert "Visite en prison" not in html[before:after]
    assert "Visite en prison" in html[after:]
    assert "nouvelle ici" in html[after:]


def test_words_are_tried_from_a_commune_and_in_a_territory(read, drafted, offers, lyon):
    html = read("try", q="zonzon", commune="51100", territory=lyon.pk)
    assert "Reims (51454)" in html
    assert "Visite en prison" not in html
    assert "Aucune commune" in read("try", q="zonzon", commune="Nullepart")


def test_what_people_type_most_is_tried_with_words_to_watch(
    read, drafted, offers, national, django_assert_max_num_queries
):
    for words, visitors in (("zonzon", 7), ("mot rare", 4)):
        SearchedWords.objects.create(
            territory=national,
            language="fr",
            week=week_of(timezone.localdate()) - timedelta(weeks=1),
            words=words,
            searches=9,
            visitors=visitors,
        )
    html = read("try")
    assert "zonzon" in html
    assert "mot rare" not in html
    # Two searches a wording; when words find little, each is asked once or twice more.
    with django_assert_max_num_queries(90):
        html = read("try", all="1")
    assert "1 bouge" in html
    assert "permis" in html
