import copy
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.national.register.letters import tell_of_decision
from themes.models import RegisterEntry, Theme
from themes.register import refuse_wording, submit_wording, unapproved

WHY = {
    "purpose": "Écarter les logements sans animaux.",
    "legal_basis": "public_task",
    "data_category": "ordinary",
    "seen_by": "nobody",
    "retention_days": 1,
}
PETS = {
    "key": "lyon_pets",
    "kind": "yes_no",
    "text": {"fr": "Un animal ?"},
    "choices": [{"key": "yes", "label": {"fr": "Oui"}}, {"key": "no", "label": {"fr": "Non"}}],
}


@pytest.fixture
def housing(national):
    return Theme.objects.get(key="housing")


@pytest.fixture
def submitted(housing, lyon, person):
    """`submitted(definition)`: words that an editor of Lyon puts before the national level."""
    editor = person("editor", lyon)

    def submit(definition):
        return submit_wording(
            theme=housing,
            definition=definition,
            territory=lyon,
            by=editor.email,
            now=timezone.now(),
        )

    return submit


@pytest.fixture
def reworded(housing, submitted):
    """How long one looks for a home, with other words and a choice less."""
    definition = copy.deepcopy(housing.questions.get(key="housing_duration").asked_as())
    definition["text"]["fr"] = "Tu cherches un toit pour combien de temps ?"
    definition["choices"] = definition["choices"][:-1]
    return submitted(definition)


def text_of(response):
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def test_what_waits_is_read_beside_what_was_approved_then_approved(
    admin, send, reworded, lyon, mailoutbox
):
    assert "Tu cherches un toit" in text_of(admin.get(reverse("register:index")))
    page = admin.get(reverse("register:wording", args=[reworded.pk])).content.decode()
    removed = re.findall(r"<del>(.*?)</del>", page, re.S)
    added = re.findall(r"<ins>(.*?)</ins>", page, re.S)
    assert any("logement" in words for words in removed)
    assert [words.split("</span>")[1].strip() for words in added] == ["toit"]
    assert "Choix retiré" in page
    assert send("register:approve", reworded.pk).status_code == 302
    reworded.refresh_from_db()
    assert (reworded.status, reworded.decided_by) == (
        "approved",
        "national.anywhere@example.invalid",
    )
    assert unapproved(definitions=[reworded.definition], territory=lyon) == []
    assert "Rien n’attend" in text_of(admin.get(reverse("register:index")))
    again = admin.post(reverse("register:approve", args=[reworded.pk]), follow=True)
    assert "Quelqu’un a déjà décidé" in text_of(again)
    assert [letter.to for letter in mailoutbox] == [["editor.lyon@example.invalid"]]


def test_a_question_never_asked_gets_its_reasons_before_its_words_are_approved(
    admin, send, submitted, lyon
):
    wording = submitted(PETS)
    page = reverse("register:wording", args=[wording.pk])
    assert "Approuver ces mots" not in text_of(admin.get(page))
    refused = send("register:why", wording.pk, **WHY | {"data_category": "sensitive"})
    assert refused.status_code == 400
    assert "consentement explicite" in text_of(refused)
    assert 'value="1"' in refused.content.decode()
    assert not RegisterEntry.objects.filter(question_key="lyon_pets").exists()
    send("register:why", wording.pk, **WHY)
    entry = RegisterEntry.objects.get(question_key="lyon_pets")
    assert (entry.territory, entry.is_approved) == (lyon, True)
    assert "Approuver ces mots" in text_of(admin.get(page))
    send("register:approve", wording.pk)
    assert unapproved(definitions=[PETS], territory=lyon) == []
    send("register:reopen", wording.pk, reason="À revoir.")
    assert PETS["text"]["fr"] in text_of(admin.get(reverse("register:entries")))


def test_other_words_are_proposed_with_what_differs(admin, send, submitted, lyon):
    wording = submitted(PETS)
    send("register:why", wording.pk, **WHY)
    page = reverse("register:amend", args=[wording.pk])
    assert 'value="Un animal ?"' in admin.get(page).content.decode()
    typed = {
        "text_fr": "As-tu un animal ?",
        "yes-label_fr": "Oui",
        "yes-keep": "on",
        "no-label_fr": "Non",
        "reason_of_change": "Une phrase entière.",
    }
    refused = admin.post(page, typed)
    assert refused.status_code == 400
    assert "au moins deux choix" in text_of(refused)
    assert "As-tu un animal ?" in refused.content.decode()
    assert admin.post(page, typed | {"no-keep": "on"}).status_code == 302
    wording.refresh_from_db()
    proposed = {**PETS, "text": {"fr": "As-tu un animal ?"}}
    assert (wording.status, wording.amended) == ("amended", proposed)
    assert unapproved(definitions=[PETS, proposed], territory=lyon) == [PETS]
    shown = text_of(admin.get(reverse("register:wording", args=[wording.pk])))
    assert "Ce que le niveau national propose à la place" in shown
    assert "Une phrase entière." in shown


def test_words_are_refused_with_a_reason_that_the_history_keeps(admin, send, reworded, housing):
    assert send("register:refuse", reworded.pk, reason=" ").status_code == 400
    assert send("register:refuse", reworded.pk, reason="On ne change pas.").status_code == 302
    entry = RegisterEntry.objects.get(question_key="housing_duration")
    history = text_of(admin.get(reverse("register:entry", args=[entry.pk])))
    assert "Tu cherches un toit" in history
    assert "Refusée · national.anywhere@example.invalid" in history
    assert "On ne change pas." in history


def test_whoever_submitted_is_told_what_was_decided(reworded, mailoutbox):
    refused = refuse_wording(
        wording=reworded, reason="On ne change pas.", by="admin", now=timezone.now()
    )
    tell_of_decision(refused)
    [letter] = mailoutbox
    assert letter.to == ["editor.lyon@example.invalid"]
    assert letter.subject == "Votre question\xa0: Refusée"
    assert "On ne change pas." in letter.body
    assert "://lyon." in letter.body
    refused.submitted_by = "gone@example.invalid"
    tell_of_decision(refused)
    assert len(mailoutbox) == 1


def test_an_entry_is_changed_by_name_and_suspended(admin, send, housing):
    def asked():
        theme = Theme.objects.get(pk=housing.pk)
        return theme.questionnaire("fr").question("housing_duration") is not None

    entry = RegisterEntry.objects.get(question_key="housing_duration")
    before = (entry.approved_at, entry.approved_by)
    same = {part: getattr(entry, part) for part in WHY}
    send("register:entry", entry.pk, **same)
    entry.refresh_from_db()
    assert (entry.approved_at, entry.approved_by) == before
    assert send("register:entry", entry.pk, **same | {"retention_days": 900}).status_code == 400
    send("register:entry", entry.pk, **same | {"purpose": "Autre chose."})
    entry.refresh_from_db()
    assert (entry.purpose, entry.approved_by) == (
        "Autre chose.",
        "national.anywhere@example.invalid",
    )
    assert asked()
    send("register:suspend", entry.pk)
    assert not asked()
    send("register:entry", entry.pk, **same)
    assert asked()


def test_lists_cost_the_same_whatever_their_length(
    admin, submitted, lyon, django_assert_max_num_queries
):
    def questions(numbers):
        for number in numbers:
            key = f"lyon_pets_{number}"
            submitted({**PETS, "key": key})
            RegisterEntry.objects.create(question_key=key, territory=lyon, **WHY)

    def costs():
        found = {}
        for screen in ("index", "entries", "stored", "csv", "pdf"):
            with django_assert_max_num_queries(20) as queries:
                admin.get(reverse(f"register:{screen}"))
            found[screen] = len(queries)
        return found

    questions(range(2))
    costs()
    few = costs()
    questions(range(2, 12))
    assert costs() == few
    assert few["csv"] == few["pdf"]


def test_the_register_is_searched(admin, housing):
    found = text_of(admin.get(reverse("register:entries"), {"q": "housing_budget"}))
    assert "Écarter les logements hors du budget indiqué." in found
    assert "combien de temps" not in found
    none = text_of(admin.get(reverse("register:entries"), {"q": "rien de tel"}))
    assert "Aucune fiche ne contient ces mots." in none


def test_the_register_leaves_as_csv_and_pdf(admin, reworded):
    csv = admin.get(reverse("register:csv"))
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"Clé";"Territoire";"Formulation";"État"')
    [line] = [one for one in lines if "Tu cherches un toit" in one]
    assert line.startswith('"housing_duration";"Métropole de Lyon"')
    assert '"À approuver"' in line
    assert any(one.startswith('"contacts.ContactRequest.sealed_contact"') for one in lines)
    pdf = admin.get(reverse("register:pdf"))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert pdf["Content-Disposition"].startswith('attachment; filename="registre-')
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf.content


def test_a_decision_is_taken_back_with_a_reason_then_another_is_taken(
    admin, send, reworded, lyon, mailoutbox
):
    assert send("register:reopen", reworded.pk, reason="Trop tôt").status_code == 302
    assert "Rien n’est encore décidé" in text_of(
        admin.get(reverse("register:wording", args=[reworded.pk]))
    )
    send("register:approve", reworded.pk)
    assert send("register:reopen", reworded.pk, reason=" ").status_code == 400
    send("register:reopen", reworded.pk, reason="La CNIL a écrit.")
    assert unapproved(definitions=[reworded.definition], territory=lyon) == [reworded.definition]
    assert "ils ne le sont plus" in mailoutbox[-1].body
    assert "La CNIL a écrit." in mailoutbox[-1].body
    exported = admin.get(reverse("register:csv")).content.decode("utf-8-sig")
    assert exported.count("La CNIL a écrit.") == 1
    send("register:refuse", reworded.pk, reason="On ne change pas.")
    reworded.refresh_from_db()
    assert (reworded.status, reworded.reason) == ("refused", "On ne change pas.")
    [undone] = reworded.decisions_undone
    assert (undone.status, undone.why) == ("approved", "La CNIL a écrit.")
    shown = text_of(admin.get(reverse("register:wording", args=[reworded.pk])))
    assert "Décisions reprises" in shown
    assert "Approuvé" in shown
    exported = admin.get(reverse("register:csv")).content.decode("utf-8-sig")
    assert "La CNIL a écrit." in exported
