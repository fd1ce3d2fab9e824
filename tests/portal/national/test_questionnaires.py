"""The questions of a theme are written, previewed, checked and published from the screens."""

import pytest
from django.urls import reverse
from django_tenants.utils import tenant_context

from offers.answers import change_waiting_territories
from offers.models import OfferPage
from tests.themes.test_publishing import PETS, approve_all, changed, publish, save, without_year
from themes.drafting import desk_of
from themes.models import QuestionnaireVersion, Theme, Wording
from themes.register import approve_wording


@pytest.fixture
def housing(national):
    return Theme.objects.get(key="housing")


def text_of(response):
    return response.content.decode()


def page_of(admin, name, *args, **query):
    response = admin.get(reverse(f"themes:{name}", args=args), query)
    assert response.status_code == 200
    return text_of(response)


def fields_of(response):
    """What a browser sends back of a question's form left as it is."""
    form, choices = response.context["form"], response.context["choices"]
    sent = {}
    for one in [form, *(choices.forms if choices else ())]:
        for field in one:
            value = field.value()
            if isinstance(value, dict):
                sent |= {f"{field.html_name}_{code}": text for code, text in value.items()}
            elif value or value == 0 and value is not False:
                sent[field.html_name] = value
    sent["version"] = response.context["version"]
    if choices:
        sent |= {one.html_name: one.value() for one in choices.management_form}
        for number, one in enumerate(choices.forms, start=1):
            if choices.can_order and one.initial:
                sent[one["ORDER"].html_name] = number
    return sent


def test_each_question_that_ships_is_edited_in_a_form_and_kept_as_it_was(admin, national):
    """Opening a form and keeping it changes nothing, whatever the kind."""
    training = Theme.objects.get(key="training")
    for definition in desk_of(training).questions:
        address = reverse("themes:question", args=[training.pk, definition["key"]])
        assert admin.post(address, fields_of(admin.get(address))).status_code == 302
        assert desk_of(training).question(definition["key"]) == definition
    assert not QuestionnaireVersion.objects.exists()


def test_a_question_is_reworded_its_answers_ordered_added_and_taken_out(admin, housing):
    address = reverse("themes:question", args=[housing.pk, "housing_duration"])
    opened = admin.get(address)
    sent = fields_of(opened) | {
        "text_fr": "Pour combien de temps ?",
        "choices-0-ORDER": 9,
        "choices-1-DELETE": "on",
        "choices-2-hint_fr": "Une année scolaire.",
    }
    new = len(desk_of(housing).question("housing_duration")["choices"])
    sent |= {f"choices-{new}-label_fr": "Un week-end", f"choices-{new}-label_en": "A weekend"}
    before = [one["key"] for one in desk_of(housing).question("housing_duration")["choices"]]
    kept = admin.post(address, sent)
    assert kept["Location"].endswith("#question-housing_duration")
    written = desk_of(housing).question("housing_duration")
    assert written["text"]["fr"] == "Pour combien de temps ?"
    keys = [one["key"] for one in written["choices"]]
    assert keys == [*before[2:], before[0], "a_weekend"]
    assert written["choices"][0]["hint"]["fr"] == "Une année scolaire."
    page = page_of(admin, "questions", housing.pk)
    assert "1\xa0changement pas encore publié" in page
    assert "Pour combien de temps" not in text_of(admin.get("/themes/housing/questions/1/"))


def test_a_question_is_added_shown_after_an_answer_moved_and_taken_out(admin, send, housing):
    new = {"text_fr": "Un animal ?", "kind": "yes_no", "key": "housing_pets"}
    assert send("themes:add_question", housing.pk, **new | {"key": "age"}).status_code == 400
    added = send("themes:add_question", housing.pk, **new)
    opened = admin.get(added["Location"])
    assert "Tu cherches un logement pour combien de temps" in text_of(opened)
    sent = fields_of(opened) | {"show_when": ["housing_duration=months", "housing_duration=year"]}
    admin.post(added["Location"], sent)
    pets = desk_of(housing).question("housing_pets")
    assert pets["show_when"] == [{"question": "housing_duration", "any_of": ["months", "year"]}]
    assert pets["choices"][0]["label"] == {"fr": "Oui", "en": "Yes"}
    page = page_of(admin, "questions", housing.pk)
    assert "Montrée après" in page
    for _time in range(9):
        send("themes:move_question", housing.pk, "housing_pets", do="up")
    assert desk_of(housing).questions[0]["key"] == "housing_pets"
    assert "jamais montrée" in page_of(admin, "questions", housing.pk)
    assert "N’est plus posée avant" in page_of(admin, "question", housing.pk, "housing_pets")
    send("themes:remove_question", housing.pk, "housing_pets")
    assert desk_of(housing).draft is None


def test_what_is_refused_is_said_and_nothing_typed_is_lost(admin, housing):
    address = reverse("themes:question", args=[housing.pk, "housing_duration"])
    sent = fields_of(admin.get(address))
    for bad in ({"text_fr": ""}, {"choices-0-label_fr": ""}):
        refused = admin.post(address, sent | {"help_fr": "Aide tapée"} | bad)
        assert refused.status_code == 400
        assert "Aide tapée" in text_of(refused)
    changed(housing, "housing_duration", why=lambda _why: {"fr": "Raison d’une autre personne"})
    stale = admin.post(address, sent | {"help_fr": "Aide tapée"})
    assert stale.status_code == 400
    assert "Raison d’une autre personne" in text_of(stale)
    assert "Aide tapée" in text_of(stale)
    assert "Quelqu’un a changé le brouillon" in text_of(stale)
    again = admin.post(address, sent | {"version": stale.context["version"]})
    assert again.status_code == 302


def test_the_preview_is_the_journey_with_the_draft_and_answers_open_what_follows(admin, housing):
    save(housing, PETS | {"show_when": [{"question": "housing_duration", "any_of": ["year"]}]})
    start = reverse("themes:preview", args=[housing.pk, "fr"])
    page = admin.get(start, follow=True)
    assert "Tu cherches un logement pour combien de temps" in text_of(page)
    assert reverse("themes:preview_answer", args=[housing.pk, "fr", "housing_duration"]) in text_of(
        page
    )

    def walk(answer):
        """The questions met, from the first to the page of the answers."""
        met = []
        where = reverse("themes:preview_answer", args=[housing.pk, "fr", "housing_duration"])
        response = admin.get(where, {"answer.housing_duration": answer}, follow=True)
        while "question" in response.context:
            key = response.context["question"].key
            met.append(key)
            where = reverse("themes:preview_answer", args=[housing.pk, "fr", key])
            data = {"answer.housing_duration": answer, "skip": "1"}
            response = admin.get(where, data, follow=True)
        assert "rows" in response.context
        return met

    assert "housing_pets" in walk("year")
    assert "housing_pets" not in walk("tonight")
    english = admin.get(reverse("themes:preview", args=[housing.pk, "en"]), follow=True)
    assert "How long do you need" in text_of(english)
    assert admin.get(reverse("themes:preview", args=[housing.pk, "de"])).status_code == 404


def test_a_draft_goes_through_the_register_then_is_published_and_come_back_to(admin, send, housing):
    assert "Il n’y a pas de brouillon" in page_of(admin, "check", housing.pk)
    changed(housing, "housing_budget", text=lambda _old: {"fr": "Quel loyer ?"})
    assert "1\xa0formulation n’est pas approuvée" in page_of(admin, "check", housing.pk)
    note = {"note": "Plus court", "version": desk_of(housing).version}
    assert send("themes:check", housing.pk, **note).status_code == 400
    send("themes:submit", housing.pk)
    wording = Wording.objects.to_approve().get()
    assert wording.submitted_by == "national.anywhere@example.invalid"
    approve_wording(wording=wording, by="x@example.invalid", now=wording.submitted_at)
    assert send("themes:check", housing.pk, **note | {"note": ""}).status_code == 400
    done = send("themes:check", housing.pk, **note)
    assert done["Location"] == reverse("themes:history", args=[housing.pk])
    page = page_of(admin, "history", housing.pk)
    assert "Plus court" in page
    assert "Changée\xa0: Quel loyer ?" in page
    former = housing.versions.published().last()
    send("themes:again", housing.pk, former.pk, version=desk_of(housing).version)
    assert list(desk_of(housing).questions) == former.questions
    assert send("themes:again", housing.pk, former.pk, version="old").status_code == 302
    send("themes:discard", housing.pk, version=desk_of(housing).version)
    assert desk_of(housing).draft is None


def test_what_blocks_is_linked_to_its_question_and_there_is_no_button(admin, send, housing):
    save(housing, PETS | {"show_when": [{"question": "nowhere", "any_of": ["yes"]}]})
    page = page_of(admin, "check", housing.pk)
    assert reverse("themes:question", args=[housing.pk, "housing_pets"]) in page
    assert "À corriger" in page
    assert 'name="note"' not in page
    data = {"note": "Quand même", "version": desk_of(housing).version}
    assert send("themes:check", housing.pk, **data).status_code == 400
    assert desk_of(housing).draft


def test_an_answer_goes_with_the_offers_that_name_it_told_then_changed(
    admin, send, housing, make_offer, lyon, reims
):
    for territory in (lyon, lyon, reims):
        with tenant_context(territory):
            offer = make_offer("housing", criteria={"housing_duration": ["year"]})
    without_year(housing)
    approve_all(housing)
    page = page_of(admin, "check", housing.pk)
    assert "3\xa0offres publiées la nomment" in page
    used = page_of(admin, "answer_offers", housing.pk, "housing_duration", "year")
    assert f"<li>{lyon}\xa0: 2</li>" in used
    data = {"note": "Sans l’année", "version": desk_of(housing).version}
    assert send("themes:check", housing.pk, **data).status_code == 400
    both = data | {"housing_duration=year": ["", "months"]}
    assert send("themes:check", housing.pk, **both).status_code == 400
    done = send("themes:check", housing.pk, **data, **{"housing_duration=year": ["months"]})
    waiting = text_of(admin.get(done["Location"]))
    assert "En attente" in waiting
    change_waiting_territories()
    report = text_of(admin.get(done["Location"]))
    assert "3\xa0offres ont changé" in report
    assert "look/again.js" not in report
    with tenant_context(reims):
        assert OfferPage.objects.get(pk=offer.pk).criteria == {"housing_duration": ["months"]}


def test_lists_cost_the_same_whatever_they_hold(
    admin, housing, make_offer, lyon, django_assert_max_num_queries
):
    names = [("questions", ()), ("check", ()), ("history", ())]
    names.append(("answer_offers", ("housing_duration", "year")))
    for name, args in names:
        page_of(admin, name, housing.pk, *args)
    with tenant_context(lyon):
        for _number in range(3):
            make_offer("housing", criteria={"housing_duration": ["year"]})
    for number in range(6):
        save(housing, PETS | {"key": f"pets_{number}"})
    approve_all(housing)
    for number in range(3):
        publish(housing)
        save(housing, PETS | {"key": f"pet_{number}"})
        approve_all(housing)
    for name, args in names:
        with django_assert_max_num_queries(22):
            page_of(admin, name, housing.pk, *args)


def test_a_question_on_a_place_is_written_without_answers_and_previewed(admin, send, housing):
    new = {"text_fr": "Où étudies-tu ?", "kind": "place", "key": "study_place"}
    added = send("themes:add_question", housing.pk, **new)
    opened = admin.get(added["Location"])
    assert opened.context["choices"] is None
    assert not {"kind", "minimum", "unit"} & opened.context["form"].fields.keys()
    sent = fields_of(opened) | {"reason_fr": "Tu étudies là"}
    admin.post(added["Location"], sent)
    assert "dit où il se place" in page_of(admin, "questions", housing.pk)
    admin.post(
        added["Location"],
        fields_of(admin.get(added["Location"])) | {"reason_fr": "Tu étudies {value}"},
    )
    page = page_of(admin, "questions", housing.pk)
    assert "dit où il se place" not in page
    assert "n’écarte rien" in page
    where = reverse("themes:preview_answer", args=[housing.pk, "fr", "study_place"])
    answered = admin.get(where, {"answer.study_place": "Reims"}, follow=True)
    assert "Reims</dd>" in text_of(answered)
    send("themes:submit", housing.pk)
    wording = Wording.objects.to_approve().get(question_key="study_place")
    assert "une commune" in text_of(admin.get(reverse("register:wording", args=[wording.pk])))
    amending = admin.get(reverse("register:amend", args=[wording.pk]))
    assert "reason" in amending.context["form"].fields
    assert "unit" not in amending.context["form"].fields


def test_the_check_foresees_what_a_shared_question_closes_elsewhere(admin, send, housing):
    """Another theme shows a question after an answer that this draft takes out."""
    health = Theme.objects.get(key="health")
    pets = health.questions.create(
        key="housing_pets", order=90, definition={k: v for k, v in PETS.items() if k != "key"}
    )
    after = [{"question": "housing_pets", "any_of": [PETS["choices"][0]["key"]]}]
    health.questions.create(
        key="pet_name", order=91, definition={**pets.definition, "show_when": after}
    )
    others = [one | {"key": f"other_{one['key']}"} for one in PETS["choices"]]
    save(housing, PETS | {"kind": "single", "choices": others})
    for name in ("questions", "check"):
        assert "pet_name" in page_of(admin, name, housing.pk)
    assert admin.get(reverse("themes:check", args=[housing.pk])).context["blocking"]
