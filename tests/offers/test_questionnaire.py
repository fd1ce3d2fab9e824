"""A territory makes a questionnaire its own: draft, approval, publication, and what offers keep."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_tenants.utils import tenant_context

from offers.models import ThemePage
from search.models import CatalogueOffer
from themes.models import ModelQuestion, OwnQuestionnaire, RegisterEntry, Theme, Wording
from themes.register import (
    amend_wording,
    approve_wording,
    record_approved,
    refuse_wording,
    reopen_wording,
    suspend_entry,
)

WHY = {
    "purpose": "Proposer des logements qui acceptent les animaux.",
    "legal_basis": "public_task",
    "data_category": "ordinary",
    "retention_days": 90,
}
PETS = {
    "text_fr": "As-tu un animal ?",
    "text_en": "Do you have a pet?",
    "why_fr": "Certains logements ne les acceptent pas.",
    "kind": "single",
    "answers": "Un chat\nUn chien",
}


@pytest.fixture
def page(lyon, theme_page):
    return theme_page("housing")


@pytest.fixture
def editor(sign_in, lyon):
    return sign_in("editor", lyon)


@pytest.fixture
def animator(sign_in, lyon):
    return sign_in("animator", lyon)


def address(name, page, *others):
    return reverse(f"offers_questionnaire{name}", args=[page.pk, *others])


def press(client, page, act):
    response = client.post(address("_act", page), {"act": act}, follow=True)
    connection.set_tenant(response.wsgi_request.tenant)
    return response


def asked_in(territory, key="housing", language="fr"):
    return Theme.objects.asked_in(territory).get(key=key).questionnaire(language)


def keys(territory):
    return [question.key for question in asked_in(territory).questions]


def publish(page):
    ThemePage.objects.get(pk=page.pk).get_latest_revision().publish()


def approve_all():
    for wording in Wording.objects.to_approve():
        RegisterEntry.objects.get_or_create(
            question_key=wording.question_key,
            territory=None if not wording.question_key.startswith("local_") else wording.territory,
            defaults={**WHY, "approved_at": timezone.now(), "approved_by": "Paris"},
        )
        approve_wording(wording=wording, by="Paris", now=timezone.now())


def words_of(client, page, key, **changes):
    context = client.get(address("_words", page, key)).context
    form = context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data["version"] = context["version"]
    return {**data, **{f"{key}.{path}": text for path, text in changes.items()}}


def test_what_is_hidden_or_moved_waits_for_the_page_to_be_published(editor, lyon, reims, page):
    first, second, *_others = before = keys(lyon)
    response = press(editor, page, f"hide:{first}")
    assert "Masquée" in response.content.decode()
    press(editor, page, f"down:{first}")
    assert keys(lyon) == before
    publish(page)
    # What depends on it is not asked either.
    assert keys(lyon) == [key for key in before if key not in {first, "housing_student_next"}]
    assert asked_in(lyon, language="en").questions[0].key == second
    assert keys(reims) == before
    press(editor, page, f"put_back:{first}")
    publish(page)
    assert keys(lyon)[:2] == [second, first]


def test_a_question_of_ours_is_asked_once_its_words_are_approved(
    editor, animator, lyon, reims, page, django_assert_max_num_queries
):
    response = editor.post(address("_ask", page), {**PETS, "answers": "Un chat"})
    assert response.status_code == 400
    assert "As-tu un animal" in response.content.decode()
    editor.post(address("_ask", page), PETS)
    connection.set_tenant(lyon)
    wording = Wording.objects.of(lyon).get()
    assert wording.definition["choices"][0]["label"] == {"fr": "Un chat"}
    with django_assert_max_num_queries(70):
        html = editor.get(address("", page)).content.decode()
    assert "1 question attend" in html

    with pytest.raises(ValidationError):
        publish(page)
    form = {
        "title": page.title, "slug": page.slug, "theme_key": "housing",
        "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
    }  # fmt: skip
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    refused = animator.post(edit, {**form, "action-publish": "1"})
    assert "1 question attend" in refused.content.decode()
    editor.post(edit, {**form, "action-submit": "1"})
    connection.set_tenant(lyon)
    state = ThemePage.objects.get(pk=page.pk).current_workflow_task_state
    approval = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    assert animator.post(approval).url == address("", page)
    said = animator.post(approval, headers={"x-requested-with": "XMLHttpRequest"})
    assert said.json()["redirect"] == address("", page)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert animator.post(f"{bulk}?id={page.pk}&next=/admin/").url == address("", page)
    connection.set_tenant(lyon)
    assert not OwnQuestionnaire.objects.exists()

    approve_all()
    assert animator.post(approval).status_code == 302
    connection.set_tenant(lyon)
    question = asked_in(lyon).questions[-1]
    assert (question.text, len(question.choices)) == ("As-tu un animal ?", 2)
    assert asked_in(lyon, language="en").questions[-1].text == "Do you have a pet?"
    # Shared with another territory, its answer says nothing there, and nothing is wrong.
    raw = {question.key: [question.choices[0].key], "age": ["19"]}
    assert asked_in(reims).clean(raw) == ({"age": 19}, {})


def test_a_scheduled_publication_waits_for_the_approval(editor, lyon, page):
    editor.post(address("_ask", page), PETS)
    connection.set_tenant(lyon)
    revision = ThemePage.objects.get(pk=page.pk).get_latest_revision()
    revision.approved_go_live_at = timezone.now()
    revision.save()
    call_command("publish_scheduled")
    assert not OwnQuestionnaire.objects.exists()
    approve_all()
    call_command("publish_scheduled")
    assert OwnQuestionnaire.objects.get().territory == lyon


def test_words_are_reworded_beside_the_model_amended_and_refused(editor, lyon, page):
    before = asked_in(lyon).question("housing_budget").text
    data = words_of(editor, page, "housing_budget", **{"text:fr": "Ton loyer ?"})
    assert editor.post(address("_words", page, "housing_budget"), data).status_code == 302
    connection.set_tenant(lyon)
    html = editor.get(address("", page)).content.decode()
    assert "Ton loyer ?" in html
    assert before in html
    wording = Wording.objects.of(lyon).get()
    said = {**wording.definition, "text": {**wording.definition["text"], "fr": "Quel loyer ?"}}
    amend_wording(wording=wording, definition=said, by="Paris", now=timezone.now(), reason="Clair")
    html = editor.get(address("", page)).content.decode()
    assert "<del>" in html
    assert "Quel" in html
    press(editor, page, "take:housing_budget")
    publish(page)
    assert asked_in(lyon).question("housing_budget").text == "Quel loyer ?"

    data = words_of(editor, page, "housing_budget", **{"text:fr": "Combien ?"})
    editor.post(address("_words", page, "housing_budget"), data)
    connection.set_tenant(lyon)
    refuse_wording(
        wording=Wording.objects.to_approve().get(), reason="Trop vague.", by="Paris",
        now=timezone.now(),
    )  # fmt: skip
    assert "Trop vague." in editor.get(address("", page)).content.decode()
    data = words_of(editor, page, "housing_budget", **{"text:fr": " "})
    refused = editor.post(address("_words", page, "housing_budget"), data)
    assert refused.status_code == 400


def test_criteria_on_what_is_hidden_exclude_nobody_and_come_back(
    editor, animator, lyon, page, make_offer, offer_form
):
    offer = make_offer(criteria={"housing_duration": ["months"], "age": {"min": 18}})
    press(editor, page, "hide:housing_duration")
    # Also on the page itself, where one publishes.
    for screen in (address("", page), reverse("wagtailadmin_pages:edit", args=[page.pk])):
        html = editor.get(screen).content.decode()
        assert "n’exclut plus personne" in html
        assert offer.title in html
    publish(page)
    assert CatalogueOffer.objects.get().criteria == {"age": {"min": 18}}
    edit = reverse("wagtailadmin_pages:edit", args=[offer.pk])
    assert 'name="criteria-housing_duration"' not in animator.get(edit).content.decode()
    animator.post(edit, offer_form("publish", **{"criteria-age-min": 20}))
    connection.set_tenant(lyon)
    assert CatalogueOffer.objects.get().criteria == {"age": {"min": 20}}
    press(editor, page, "show:housing_duration")
    publish(page)
    row = CatalogueOffer.objects.get()
    assert row.criteria == {"housing_duration": ["months"], "age": {"min": 20}}
    # An answer that is hidden still leads to it from the sites that propose it.
    press(editor, page, "hide:housing_duration.tonight")
    publish(page)
    assert asked_in(lyon).question("housing_duration").choice("tonight") is None
    assert asked_in(lyon).clean({"housing_duration": ["tonight"]}) == ({}, {})


def test_a_page_counts_the_offers_behind_each_answer(
    editor, lyon, page, make_offer, django_assert_max_num_queries
):
    make_offer(criteria={"housing_duration": ["months"]})
    make_offer(title="Pour tout le monde", slug="tous")
    preview = address("_preview", page)
    with django_assert_max_num_queries(60):
        html = editor.get(preview, {"housing_duration": "tonight"}).content.decode()
    assert "1 offre, dont" in html
    assert "2 offres, dont" in editor.get(preview).content.decode()
    wrong = editor.get(preview, {"age": "douze", "commune": "Atlantide"})
    assert wrong.status_code == 400


def draft_changes(client, page):
    return client.get(address("", page)).context["told"]


def test_national_changes_wait_to_be_accepted_or_declined(editor, lyon, reims, page):
    press(editor, page, "hide:age")
    publish(page)
    budget = Theme.objects.get(key="housing").questions.get(key="housing_budget")
    before = budget.definition["text"]["fr"]
    budget.definition["text"]["fr"] = "Quel budget as-tu ?"
    budget.save()
    record_approved(
        theme=budget.theme, definition=budget.asked_as(), by="Paris", now=timezone.now()
    )
    assert asked_in(reims).question("housing_budget").text == "Quel budget as-tu ?"
    assert asked_in(lyon).question("housing_budget").text == before
    assert "1 changement à accepter" in editor.get(reverse("wagtailadmin_home")).content.decode()
    html = editor.get(address("", page)).content.decode()
    assert "Quel budget as-tu ?" in html
    press(editor, page, "decline:reworded:housing_budget.text")
    assert "Quel budget as-tu ?" in editor.get(address("", page)).content.decode()
    press(editor, page, "put_back:housing_budget")
    publish(page)
    assert asked_in(lyon).question("housing_budget").text == "Quel budget as-tu ?"
    assert "changement à accepter" not in editor.get(reverse("wagtailadmin_home")).content.decode()

    budget.definition |= {"imposed": True, "help": {"fr": "Sans dire d’où il vient."}}
    budget.save()
    assert asked_in(lyon).question("housing_budget").help == "Sans dire d’où il vient."
    html = editor.get(address("", page)).content.decode()
    assert "la protection des données" in html
    [change] = [one for one in draft_changes(editor, page) if one.difference]
    assert [line.part for line in change.difference.lines] == ["help", "help"]
    assert "Sans dire" in html
    with tenant_context(lyon):
        RegisterEntry.objects.filter(question_key="housing_budget").update(approved_at=None)
        assert asked_in(lyon).question("housing_budget") is None


@pytest.mark.parametrize("name", ["", "_preview", "_ask", "_model"])
def test_a_questionnaire_is_its_territory_s(sign_in, lyon, reims, page, name):
    connection.set_tenant(reims)
    neighbour = sign_in("editor", reims)
    with tenant_context(reims):
        neighbours = ThemePage.objects.filter(locale__language_code="fr").values_list(
            "pk", flat=True
        )
        pk = page.pk if page.pk not in neighbours else max(neighbours) + 50
    assert neighbour.get(reverse(f"offers_questionnaire{name}", args=[pk])).status_code == 404
    assert sign_in("editor", lyon).get(address(name, page)).status_code == 200
    nobody = sign_in(None, lyon).get(address(name, page))
    assert nobody.status_code == 302


def test_what_is_not_understood_is_said(editor, lyon, page):
    for act in ("destroy:age", "hide:nothing", "accept:reworded:age.text", "remove"):
        assert press(editor, page, act).status_code == 200
    response = press(editor, page, "hide:housing_duration.tonight")
    assert response.redirect_chain
    for name in ("_words", "_answer", "_when"):
        for method in (editor.get, editor.post):
            told = method(address(name, page, "nothing"), follow=True).content.decode()
            assert "n’est plus dans le brouillon" in told
    assert editor.get(address("_answer", page, "age")).status_code == 404
    added = editor.post(
        address("_answer", page, "housing_duration"), {"label_fr": "Un été", "label_en": ""}
    )
    assert added.status_code == 302
    connection.set_tenant(lyon)
    version = editor.get(address("_model", page)).context["page"].latest_revision_id
    editor.post(address("_model", page), {"version": version})
    connection.set_tenant(lyon)
    assert ThemePage.objects.get(pk=page.pk).get_latest_revision_as_object().adaptation == {}


def test_a_question_of_ours_on_a_place_counts_offers_and_takes_zones(
    editor, lyon, page, make_offer
):
    sent = {"text_fr": "Où étudies-tu ?", "why_fr": "Pour trier.", "kind": "place"}
    assert editor.post(address("_ask", page), sent).status_code == 302
    connection.set_tenant(lyon)
    approve_all()
    publish(page)
    [key] = [one for one in keys(lyon) if one.startswith("local_")]
    for criteria in ({key: ["epci:200046977"]}, {key: ["departement:46"]}):
        make_offer(criteria=criteria, slug=criteria[key][0].replace(":", "-"))
    for wrong in (["commune:99999"], ["lyon"], {"min": 3}):
        with pytest.raises(ValidationError):
            make_offer(criteria={key: wrong}, slug="ailleurs")
    row = CatalogueOffer.objects.get(criteria={key: ["epci:200046977"]})
    preview = address("_preview", page)
    assert "1 offre, dont" in editor.get(preview, {key: "Bron"}).content.decode()
    ambiguous = editor.get(preview, {key: "Saint-Denis"})
    assert ambiguous.status_code == 400
    assert 'value="Saint-Denis"' in ambiguous.content.decode()
    form = editor.get(reverse("wagtailadmin_pages:edit", args=[row.page_id])).content.decode()
    assert "Métropole de Lyon (epci:200046977)" in form
    press(editor, page, f"hide:{key}")
    publish(page)
    row.refresh_from_db()
    assert row.criteria == {}


def test_a_question_of_ours_is_shown_to_those_who_answered_then_to_all(editor, lyon, page):
    opened = editor.get(address("_ask", page)).content.decode()
    assert 'value="housing_duration=months"' in opened
    for wrong in ("housing_duration=never", "age=16"):
        assert editor.post(address("_ask", page), PETS | {"show_when": [wrong]}).status_code == 400
    sent = PETS | {"show_when": ["housing_duration=months", "housing_duration=year"]}
    assert editor.post(address("_ask", page), sent).status_code == 302
    connection.set_tenant(lyon)
    approve_all()
    publish(page)
    questionnaire = asked_in(lyon)
    [key] = [one.key for one in questionnaire.questions if one.key.startswith("local_")]

    def shown_after(duration):
        answers = {"housing_duration": frozenset({duration})}
        return key in {one.key for one in asked_in(lyon).shown(answers)}

    assert shown_after("months")
    assert not shown_after("tonight")
    listed = editor.get(address("", page)).content.decode()
    assert "Montrée après" in listed
    when = address("_when", page, key)
    ticked = editor.get(when).context["form"]["show_when"].value()
    assert ticked == ["housing_duration=months", "housing_duration=year"]
    version = editor.get(when).context["version"]
    assert editor.post(when, {"version": version, "show_when": []}).status_code == 302
    connection.set_tenant(lyon)
    publish(page)
    assert shown_after("tonight")
    assert editor.get(address("_when", page, "housing_duration")).status_code == 404


def test_words_taken_back_are_asked_no_more_and_the_territory_reads_why(editor, lyon, reims, page):
    editor.post(address("_ask", page), PETS)
    connection.set_tenant(lyon)
    approve_all()
    publish(page)
    [key] = [one for one in keys(lyon) if one.startswith("local_")]
    wording = Wording.objects.get(question_key=key)
    reopen_wording(wording=wording, reason="Trop intime.", by="Paris", now=timezone.now())
    assert key not in keys(lyon)
    listed = editor.get(address("", page)).content.decode()
    assert "Suspendue par la protection des données" in listed
    assert "Trop intime." in listed
    wording.refresh_from_db()
    approve_wording(wording=wording, by="Paris", now=timezone.now())
    assert key in keys(lyon)
    # What the country asks: in all territories, in their own questionnaire too.
    age = Wording.objects.filter(question_key="housing_duration", territory=None).latest("pk")
    reopen_wording(wording=age, reason="À revoir.", by="Paris", now=timezone.now())
    assert "housing_duration" not in keys(lyon)
    assert "housing_duration" not in keys(reims)
    assert key in keys(lyon)


def test_a_question_kept_here_stops_with_its_entry_though_the_country_lost_it(editor, lyon, page):
    press(editor, page, "hide:housing_duration.tonight")
    ModelQuestion.objects.filter(theme__key="housing", key="housing_duration").delete()
    press(editor, page, "decline:removed_question:housing_duration")
    approve_all()
    publish(page)
    assert "housing_duration" in keys(lyon)
    suspend_entry(entry=RegisterEntry.objects.get(question_key="housing_duration"))
    assert "housing_duration" not in keys(lyon)
