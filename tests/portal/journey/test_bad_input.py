"""Whatever is typed or followed: a page that helps, nothing lost, never a 500."""

import pytest

REIMS = {"commune": "51454"}
NASTY = [
    "a" * 10_000,
    "\x00\x01\x1b[31m\u202e",
    '+ - = && || > < ! ( ) { } [ ] ^ " ~ * ? : \\ /',
    "title:(*) OR 1=1; DROP TABLE offers --",
    "'\"<script>alert(1)</script>",
    "😀 logement",
    "*" * 200,
    "% _ & | :* <->",
]


@pytest.mark.parametrize("typed", NASTY)
def test_any_words_can_be_searched(client_for, offer, typed):
    response = client_for("reims").get("/recherche/", {"q": typed, **REIMS})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("typed", NASTY)
def test_any_text_can_be_typed_as_a_commune(client_for, typed):
    assert client_for("national").get("/communes/", {"commune": typed}).status_code == 200
    response = client_for("national").get("/communes/suggestions/", {"q": typed})
    assert response.json()["results"] == [] or response.status_code == 200


@pytest.mark.parametrize(
    "answers",
    [
        {"answer.nothing": "yes"},
        {"answer.age": "abc"},
        {"answer.age": "-1"},
        {"answer.age": "9" * 400},
        {"answer.housing_duration": "forever"},
        {"answer.housing_duration": ["months", "year"]},
        {"answer.": "x"},
        {f"answer.{number}": "x" for number in range(500)},
    ],
)
def test_answers_that_are_none_are_left_out_and_it_is_said(client_for, offer, answers):
    client = client_for("reims")
    for page in ("offres", "reponses", "questions/1"):
        response = client.get(f"/themes/housing/{page}/", {**REIMS, **answers})
        assert response.status_code == 200
    said = client.get("/themes/housing/offres/", {**REIMS, **answers}).content.decode()
    assert offer.card["title"] in said
    assert "été lue" in said or "n’a pas pu" in said or "lien" in said


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 300, "٢", "1e9", ""])
def test_any_page_number_gives_a_page(client_for, offer, page):
    response = client_for("reims").get("/themes/housing/offres/", {**REIMS, "page": page})
    assert response.status_code == 200


@pytest.mark.parametrize("mode", ["teleport", "on_site'", ""])
def test_a_mode_that_is_none_is_no_filter(client_for, offer, mode):
    response = client_for("reims").get("/themes/housing/offres/", {**REIMS, "mode": mode})
    assert offer.card["title"] in response.content.decode()


@pytest.mark.parametrize("key", ["reims-0", "reims-999999999999999999999", "x", "reims-1%00", "é"])
def test_an_offer_that_is_none_gets_a_way_on(client_for, key):
    response = client_for("reims").get(f"/offres/{key}/", REIMS)
    assert response.status_code == 404
    assert "/themes/?commune=51454" in response.content.decode()


@pytest.mark.parametrize(
    "typed",
    ["", "12", "lou@", "lou@example.invalid\nBcc: all@example.invalid", "0" * 300, "☎", "a b@c.d"],
)
def test_a_contact_that_is_none_is_said_in_a_sentence_and_stays(client_for, offer, typed):
    response = client_for("reims").post(f"/offres/{offer.key}/", {**REIMS, "contact": typed})
    assert response.status_code == 400
    page = response.content.decode()
    assert "pas encore partie" in page
    assert 'id="contact-error"' in page


@pytest.mark.parametrize(
    "typed",
    ["0639981234", "06.39.98.12.34", "+33 6 39 98 12 34", "0033639981234", "06-39-98-12-34"],
)
def test_a_number_is_read_in_each_spelling(client_for, offer, typed):
    response = client_for("reims").post(f"/offres/{offer.key}/", {**REIMS, "contact": typed})
    assert response.status_code == 302


def test_an_offer_without_a_commune_asks_for_it_and_takes_a_postal_code(client_for, offer):
    client = client_for("reims")
    path = f"/offres/{offer.key}/"
    assert 'name="where"' in client.get(path).content.decode()
    for where, sentence in (("", "Écris ta commune"), ("saint-denis", "ajoute le code postal")):
        refused = client.post(path, {"contact": "06 39 98 12 34", "where": where})
        assert refused.status_code == 400
        assert sentence in refused.content.decode()
        assert "06 39 98 12 34" in refused.content.decode()
    sent = client.post(path, {"contact": "06 39 98 12 34", "where": "51430 Bezannes"})
    assert sent.status_code == 302


@pytest.mark.parametrize("path", ["/", "/themes/", "/recherche/", "/themes/housing/offres/"])
def test_a_page_that_is_only_read_refuses_to_be_written(client_for, path):
    assert client_for("reims").post(path).status_code == 405
