"""The national screens exist for national admins, on the national site, and nowhere else."""

import pytest
from django.urls import reverse

from tenants.accounts.models import User
from tenants.models import Territory

SCREENS = {
    "accounts": User,
    "territories": Territory,
}


SYNONYMS = {
    "index": (),
    "add": (),
    "rule": (12,),
    "text": (),
    "try": (),
    "apply": (),
    "discard": (),
    "shipped": (),
    "history": (),
    "version": (0,),
    "again": (0,),
    "proposals": (),
    "accept": (1,),
    "refuse": (1,),
}


THEMES = {
    "index": (),
    "add": (),
    "move": (1,),
    "edit": (1,),
    "status": (1,),
    "subthemes": (1,),
    "subtheme": (1, "emergency"),
    "questions": (1,),
    "add_question": (1,),
    "question": (1, "age"),
    "move_question": (1, "age"),
    "remove_question": (1, "age"),
    "preview": (1, "fr"),
    "preview_question": (1, "fr", 1),
    "preview_answer": (1, "fr", "age"),
    "preview_check": (1, "fr"),
    "check": (1,),
    "submit": (1,),
    "discard": (1,),
    "history": (1,),
    "again": (1, 1),
    "answer_offers": (1, "housing_duration", "months"),
    "report": (1, 1),
}
REGISTER = {
    "index": (),
    "wording": (1,),
    "why": (1,),
    "approve": (1,),
    "amend": (1,),
    "refuse": (1,),
    "entries": (),
    "entry": (1,),
    "suspend": (1,),
    "stored": (),
    "csv": (),
    "pdf": (),
}
OWN_SCREENS = {"synonyms": SYNONYMS, "themes": THEMES, "register": REGISTER}


def addresses(name):
    if name in OWN_SCREENS:
        for screen, args in OWN_SCREENS[name].items():
            yield reverse(f"{name}:{screen}", args=args)
        return
    pk = SCREENS[name].objects.values_list("pk", flat=True).last()
    yield reverse(f"{name}:index")
    yield reverse(f"{name}:index_results")
    yield reverse(f"{name}:add")
    for screen in ("edit", "delete", "history", "usage"):
        yield reverse(f"{name}:{screen}", args=[pk])


@pytest.mark.parametrize("name", SCREENS)
def test_a_national_admin_lists_and_edits(admin, name):
    urls = list(addresses(name))
    for url in (urls[0], urls[3]):
        assert admin.get(url).status_code == 200


@pytest.mark.parametrize("name", [*SCREENS, *OWN_SCREENS])
@pytest.mark.parametrize("role", ["editor", "animator", "national"])
def test_on_a_territorys_site_they_do_not_exist(national, lyon, person, client_for, name, role):
    client = client_for(lyon)
    client.force_login(person(role, None if role == "national" else lyon))
    for url in addresses(name):
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404


@pytest.mark.parametrize("name", [*SCREENS, *OWN_SCREENS])
@pytest.mark.parametrize("role", ["editor", "animator"])
def test_who_edits_the_national_site_does_not_enter(national, person, client_for, name, role):
    client = client_for(national)
    client.force_login(person(role, national))
    for url in addresses(name):
        assert client.get(url).status_code == 404


def test_the_menu_is_shown_where_the_screens_are(admin, lyon, person, client_for):
    assert reverse("territories:index") in admin.get("/admin/").content.decode()
    client = client_for(lyon)
    client.force_login(User.objects.get(is_superuser=True))
    assert reverse("territories:index") not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("name", ["accounts", "territories"])
def test_what_every_territory_points_to_is_not_deleted(admin, name):
    model = SCREENS[name]
    before = model.objects.count()
    pk = model.objects.values_list("pk", flat=True).first()
    assert admin.post(reverse(f"{name}:delete", args=[pk])).status_code == 302
    assert model.objects.count() == before


def test_a_territory_is_not_made_in_a_request(admin):
    admin.post(reverse("territories:add"), {"name": "Nowhere"})
    assert not Territory.objects.filter(name="Nowhere").exists()
