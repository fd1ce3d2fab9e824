"""The pages of offers: filters, two groups, chips, what the words were taken for, help first."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.html import escape

from contacts.models import Organisation
from portal.searching import GROUP_SIZE
from tests.search.factories import place_at, publish

REIMS = {"commune": "51454"}
SEARCH = "/recherche/"
SEARCH_MAP = "/recherche/carte/"
OFFERS = "/themes/housing/offres/"
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
BOTH = pytest.mark.parametrize("path", [SEARCH, OFFERS])


@pytest.fixture(autouse=True)
def _postgresql(settings):
    """Unless a test asks for the other engine."""
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture
def see(client_for):
    """`see("reims", path, q="psy", …)`: the text of a page."""

    def get(site, path, **query):
        response = client_for(site).get(path, {**REIMS, **query})
        assert response.status_code == 200, response
        return response.content.decode()

    return get


def addresses(page, words):
    """The query of each link whose text holds these words."""
    links = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return [
        parse_qs(urlsplit(href.replace("&amp;", "&")).query)
        for href, text in links
        if words in re.sub("<[^>]*>", "", text)
    ]


def titles_of(page):
    """Of the offers that answer, in order; not of those that a way on brings."""
    parts = [part for part in page.split("<section") if ' aria-labelledby="wider"' not in part]
    return re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", "".join(parts))


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"free": "1"}, "Gratuit"),
        ({"mode": "at_home"}, "Chez toi"),
        ({"saturday": "1"}, "Samedi"),
        ({"spoken": "ar"}, "Arabe"),
        ({"access": "wheelchair"}, "Plain-pied"),
        ({"subtheme": "my_home"}, "Colocation"),
        ({"organisation": "12"}, "Structure"),
        ({"distance": "5"}, "Tout près"),
    ],
)
def test_each_filter_keeps_its_own(see, reims, known, query, kept):
    far = {"places": [place_at(49.2583, 4.32)]}
    Organisation.objects.create(pk=12, name="Maison des jeunes", kind="housing")
    saturday = [{"days": ["sat"], "opens": "09:00", "closes": "12:00"}]
    paid = {"free": False, "price": "10 €"}
    publish(reims, title="Gratuit", **far)
    publish(reims, "at_home", title="Chez toi", **paid)
    publish(reims, title="Samedi", hours=saturday, **far, **paid)
    publish(reims, title="Arabe", languages=["ar"], **far, **paid)
    publish(reims, title="Plain-pied", accessibility=["wheelchair"], **far, **paid)
    publish(reims, title="Colocation", subtheme="my_home", **far, **paid)
    organisation = {"id": 12, "name": "Maison des jeunes", "kind": "housing"}
    publish(reims, title="Structure", organisation=organisation, **far, **paid)
    publish(reims, title="Tout près", **paid)
    known()
    for path in (SEARCH, OFFERS):
        page = see("reims", path, theme="housing", **query)
        # Somebody who comes home is within any distance.
        assert titles_of(page) == [kept, "Chez toi"][: 1 + ("distance" in query)]
        others = {"theme"} if path == SEARCH else set()
        assert {"commune", *others} in [set(one) for one in addresses(page, "Retirer")]


@pytest.mark.usefixtures("engine")
def test_open_now_follows_the_clock_of_the_territory(see, reims, known):
    publish(reims, title="Ouvert", hours=[{"days": WEEK, "opens": "00:00", "closes": "24:00"}])
    publish(reims, title="Sans horaires")
    known()
    assert titles_of(see("reims", OFFERS, open="1")) == ["Ouvert"]


def test_facets_count_what_one_would_get(see, reims, index, known):
    publish(reims, title="Un", free=True)
    publish(reims, title="Deux", free=False, price="5 €")
    publish(reims, "remote", title="Trois", free=True, languages=["ar"])
    known()
    page = see("reims", OFFERS, mode="on_site")
    choices = dict(re.findall(r'id="f-([\w-]+)".*?<span class="count">\((\d+)\)', page))
    assert choices["mode-on_site"] == "2"
    assert choices["mode-remote"] == "1"
    assert choices["free-1"] == "1"
    assert "f-mode-at_home" not in page
    # Nobody on site speaks Arabic.
    assert "Arabe (" not in page


def test_without_counts_each_filter_is_there(see, reims):
    publish(reims)
    page = see("reims", SEARCH)
    for name in ("distance-5", "mode-at_home", "free-1", "open-1", "saturday-1", "theme", "spoken"):
        assert f'id="f-{name}"' in page
    assert 'class="count">(' not in page
    assert "La recherche est simplifiée" in page


@pytest.mark.usefixtures("engine")
@BOTH
def test_each_group_has_its_count_and_its_pages(see, reims, known, path):
    count = GROUP_SIZE + 2
    for number in range(count):
        publish(reims, title=f"Chambre {number}")
        publish(reims, "remote", title=f"Conseil {number}")
    known()
    page = see("reims", path)
    assert page.count(f'<span class="count">{count} offres') == 2
    [near, far] = addresses(page, "Voir plus d’offres")
    assert (near["near_page"], far["far_page"]) == (["2"], ["2"])
    second = see("reims", path, near_page="2", far_page="2")
    assert len(re.findall('<li class="offer">', second)) == 4
    for found in addresses(second, "Offres précédentes"):
        assert ("near_page" in found) != ("far_page" in found)


def test_near_is_said_to_who_said_where_they_are(see, reims, known):
    publish(reims, title="Chambre")
    known()
    here, anywhere = (see("reims", SEARCH, q="chambre", commune=code) for code in ("51454", ""))
    heads = ["Près de chez toi <span", "Sur place <span"]
    assert [head in here for head in heads] == [True, False]
    assert [head in anywhere for head in heads] == [False, True]


@BOTH
@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 300, "٢", "", "50"])
def test_any_number_of_a_page_gives_a_page(see, reims, path, number):
    publish(reims)
    assert "Une chambre" in see("reims", path, far_page=number)
    assert see("reims", path, near_page=number)


@BOTH
@pytest.mark.parametrize("name", ["distance", "mode", "free", "open", "saturday", "theme"])
@pytest.mark.parametrize("value", ["'\"<script>alert(1)</script>", "\x00", "9" * 300, "é", "-1"])
def test_a_filter_that_is_none_is_no_filter(see, reims, path, name, value):
    publish(reims)
    page = see("reims", path, **{name: value, "organisation": value, "spoken": value})
    assert "Une chambre" in page
    assert "<script>alert" not in page


# What was understood


@pytest.mark.usefixtures("engine")
def test_a_word_nobody_wrote_is_read_as_the_closest_and_one_may_insist(see, reims, known):
    publish(reims, title="Un apprentissage")
    known()
    page = see("reims", SEARCH, q="aprentissage")
    assert "Résultats pour <b>apprentissage</b>." in page
    [insist] = addresses(page, "Chercher plutôt «\u00a0aprentissage\u00a0»")
    assert (insist["q"], insist["exact"]) == (["aprentissage"], ["1"])
    page = see("reims", SEARCH, q="aprentissage", exact="1")
    assert "Résultats pour" not in page
    assert "Un apprentissage" not in page


def test_words_found_are_marked(see, reims, index, known):
    publish(reims, title="Un <b>apprentissage</b>", summary="Rien d’autre")
    known()
    page = see("reims", SEARCH, q="apprentissage")
    assert "Un &lt;b&gt;<mark>apprentissage</mark>&lt;/b&gt;" in page


@pytest.mark.usefixtures("engine")
def test_a_place_in_the_words_is_a_chip_that_goes(client_for, lyon, reims, known):
    publish(lyon, "in_lyon", title="Un psy à Bron")
    publish(reims, title="Un psy à Reims")
    known()
    sent = client_for("reims").get(SEARCH, {"q": "psy bron", **REIMS})
    assert sent.status_code == 302
    there = urlsplit(sent["Location"])
    assert there.netloc == "lyon.portail.localhost"
    assert parse_qs(there.query) == {"q": ["psy bron"], "commune": ["69029"], "from": ["51454"]}
    response = client_for("lyon").get(f"{there.path}?{there.query}")
    page = response.content.decode()
    assert "Un psy à Bron" in page.replace("<mark>", "").replace("</mark>", "")
    [off] = addresses(page, "Retirer\u00a0: Bron")
    assert off == {"q": ["psy bron"], "place": ["no"]}
    [back] = addresses(page, "Chercher plutôt à Reims")
    assert back == {"q": ["psy"], "commune": ["51454"]}


@pytest.mark.usefixtures("engine")
def test_a_word_that_is_not_a_place_finds_what_it_says(see, reims, known):
    publish(reims, title="Le bron du lac")
    known()
    page = see("reims", SEARCH, q="bron", place="no")
    assert "1 offre pour" in page.replace("\u00a0", " ")
    assert "Retirer\u00a0: Bron" not in page


def test_a_place_of_this_site_does_not_send_anywhere(client_for, reims):
    publish(reims, zones=["commune:51573"])
    response = client_for("reims").get(SEARCH, {"q": "chambre tinqueux", **REIMS})
    assert response.status_code == 200
    page = response.content.decode()
    assert "Une chambre" in page
    assert addresses(page, "Chercher plutôt à Reims") == [{"q": ["chambre"], **_lists(REIMS)}]
    # Its offers are those of that place.
    assert "commune=51573" in re.search(r'href="(/offres/[^"]*)"', page)[1]


def test_namesakes_are_told_apart_and_one_may_choose(client_for, national):
    client = client_for("national")
    page = client.get(SEARCH, {"q": "emploi saint-denis"}, follow=True).content.decode()
    assert "Retirer\u00a0: </span>Saint-Denis (La Réunion)" in page
    [rather] = addresses(page, "Plutôt Saint-Denis (Seine-Saint-Denis)")
    assert rather["commune"] == ["93066"]
    chosen = client.get(SEARCH, rather, follow=True).content.decode()
    assert "Retirer\u00a0: </span>Saint-Denis (Seine-Saint-Denis)" in chosen


def test_a_departement_is_called_as_the_words_call_it(client_for, lot):
    page = client_for("lot").get(SEARCH, {"q": "job lot"}, follow=True).content.decode()
    assert "Retirer\u00a0: </span>Lot<" in page


LOOSENED = "Peu d’offres contiennent tous ces mots"


@pytest.mark.usefixtures("engine")
def test_words_that_had_to_be_loosened_are_told(see, reims, known):
    publish(reims, title="Une chambre")
    publish(reims, title="Une cuisine")
    known()
    page = see("reims", SEARCH, q="chambre cuisine")
    assert LOOSENED in page
    titles = [re.sub("</?mark>", "", title) for title in titles_of(page)]
    assert sorted(titles) == ["Une chambre", "Une cuisine"]
    assert LOOSENED not in see("reims", SEARCH, q="chambre")
    assert LOOSENED not in see("reims", SEARCH, q="bateau fusée")


def test_the_way_to_another_site_ends_somewhere(client_for, public):
    for words in ("psy bron", "job lot", "logement 69100", "aide saint-denis", "emploi lyon 3e"):
        for site in ("national", "reims", "lyon", "lot"):
            response = client_for(site).get(SEARCH, {"q": words, **REIMS}, follow=True)
            assert response.status_code == 200
            assert len(response.redirect_chain) <= 2


@pytest.mark.usefixtures("engine")
def test_a_neighbour_s_offers_are_never_shown(see, reims, lyon, known):
    publish(reims, "everywhere", title="De Reims")
    publish(lyon, "everywhere", title="De Lyon")
    known()
    for query in ({}, {"free": "1"}, {"q": "de"}, {"distance": "5", "mode": "at_home"}):
        assert "De Lyon" not in see("reims", SEARCH, **query)
        assert "De Lyon" not in see("reims", OFFERS, **query)


# Never a dead end


@pytest.mark.usefixtures("engine")
@BOTH
def test_nothing_close_goes_on_farther_in_words(see, reims, known, path):
    publish(reims, title="Une chambre plus loin", places=[place_at(49.2583, 4.32)])
    known()
    page = see("reims", path, distance="10")
    km = "\u00a0km"
    assert f"Rien à moins de 10{km}. Voici 1 offre à moins de 30{km}." in page
    assert "Une chambre plus loin" in page
    assert "0 résultat" not in page
    assert ">0 offre" not in page


@pytest.mark.usefixtures("engine")
def test_without_anything_there_are_people(see, reims, known):
    reims.phone = "03 26 00 00 00"
    reims.save()
    for name, kind in (("Info Jeunes Marne", "info_jeunes"), ("Mission locale", "mission_locale")):
        Organisation.objects.create(
            name=name, kind=kind, lat=49.25, lon=4.03, phone="03 26 11 22 33"
        )
    known()
    page = see("reims", SEARCH, q="trottinette volante")
    for words in ("Parler à quelqu’un", "Info Jeunes Marne", "Mission locale", "03 26 11 22 33"):
        assert words.replace(" ", "\u00a0") in page or words in page
    assert "quelqu’un répond pour tout le territoire" in page


NOBODY_SAID = {"commune": "", "q": "trottinette volante"}


def test_where_nobody_says_where_they_are_the_people_of_the_territory_answer(see, reims):
    reims.phone = "03 26 00 00 00"
    reims.save()
    near, far = {"lat": 49.25, "lon": 4.03}, {"lat": 45.76, "lon": 4.85}
    Organisation.objects.create(
        name="Info Jeunes Marne", kind="info_jeunes", phone="03 26 11 22 33", **near
    )
    Organisation.objects.create(name="Info Jeunes Lyon", kind="info_jeunes", **far)
    page = see("reims", SEARCH, **NOBODY_SAID)
    humans = " ".join(page[page.index('aria-labelledby="human"') :].split())
    assert "Parler à quelqu’un" in humans
    assert 'href="tel:0326000000"' in humans
    assert 'href="tel:0326112233"' in humans
    assert "Info Jeunes Lyon" not in humans
    # From where, nobody said.
    assert "<dt>Info Jeunes</dt>" in humans


def test_on_the_national_site_one_says_where_to_find_somebody(see, national):
    page = see("national", SEARCH, **NOBODY_SAID)
    humans = page[page.index('aria-labelledby="human"') :]
    assert "Dis où tu es" in humans
    assert 'href="/communes/"' in humans
    assert "quelqu’un répond pour" in humans


def test_where_offers_are_enough_nobody_is_pushed_forward(see, reims):
    for number in range(4):
        publish(reims, title=f"Chambre {number}")
    assert 'aria-labelledby="human"' not in see("reims", SEARCH, q="chambre")


@pytest.mark.usefixtures("engine")
def test_the_sub_theme_beside_that_has_most_offers_comes_before_the_whole_theme(see, reims, known):
    for number in range(3):
        publish(reims, title=f"Payer {number}", subtheme="pay_less")
    publish(reims, title="Ma chambre", subtheme="my_home")
    known()
    page = see("reims", OFFERS, subtheme="find_home")
    wider = page[page.index('aria-labelledby="wider"') :]
    said = unescape(wider).replace("\u00a0", " ")
    assert "Voici 3 offres pour « Aides, garant et caution »." in said
    assert wider.count("<h3><a") == 3
    assert wider.index("Payer") < wider.index('aria-labelledby="ways"')
    [whole] = addresses(wider[wider.index('aria-labelledby="ways"') :], "Logement")
    assert whole == _lists(REIMS)


def test_one_answer_less_is_a_way_on(see, reims):
    publish(reims, criteria={"age": {"min": 25, "max": 30}})
    page = see("reims", OFFERS, **{"answer.age": "19"})
    assert "Voici 1 offre sans «\u00a019\u00a0ans\u00a0»" in page


# Help first


@pytest.mark.parametrize("words", ["suicide", "je dors dehors", "on me frappe"])
@pytest.mark.parametrize("path", [SEARCH, SEARCH_MAP])
@pytest.mark.parametrize("extra", [{}, {"page": "x"}, {"distance": "5", "mode": "at_home"}])
def test_help_comes_before_everything_else(see, reims, settings, words, path, extra):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"
    publish(reims, title="Suicide, dehors, frappe")
    page = see("reims", path, q=words, **extra)
    main = page[page.index("<main") :]
    others = [main.index(one) for one in ("<h1", "<form", 'class="back"') if one in main]
    assert main.index('class="urgent"') < min(others)
    assert "Quitter vite" in page[: page.index("<main")]


@pytest.mark.parametrize("path", [OFFERS, f"{OFFERS}carte/"])
def test_an_answer_that_calls_for_help_brings_it_first_on_the_map_too(see, reims, path):
    page = see("reims", path, **{"answer.housing_duration": "tonight"})
    main = page[page.index("<main") :]
    assert main.index('href="tel:115"') < main.index("<h1")


@pytest.mark.parametrize("path", [SEARCH, SEARCH_MAP])
def test_words_that_call_for_no_help_bring_none(see, reims, path):
    publish(reims)
    page = see("reims", path, q="chambre")
    assert 'class="urgent"' not in page
    assert "Quitter vite" not in page


@pytest.mark.parametrize("path", [SEARCH, SEARCH_MAP, "/themes/health/offres/carte/"])
def test_a_sensitive_theme_lets_one_leave_quickly(see, reims, path):
    publish(reims, theme="health")
    assert "Quitter vite" in see("reims", path, theme="health")


# What is kept


def test_a_search_is_kept_by_no_cache_and_found_by_no_engine(client_for, offer):
    response = client_for("reims").get(SEARCH, {"q": "chambre", **REIMS})
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert "HX-Request" in response["Vary"]


def test_with_htmx_only_the_part_that_changes_is_sent_with_its_address(client_for, offer):
    response = client_for("reims").get(
        OFFERS,
        {**REIMS, "free": "1", "mode": "", "distance": ""},
        headers={"HX-Request": "true"},
    )
    page = response.content.decode()
    assert "<html" not in page
    assert offer.card["title"] in page
    assert response["HX-Push-Url"] == f"{OFFERS}?commune=51454&free=1"


def test_the_form_of_filters_keeps_the_rest_of_the_search(see, reims):
    publish(reims)
    page = see("reims", SEARCH, q="chambre", exact="1")
    form = page[page.index('id="filters"') :]
    form = form[: form.index("</form>")]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert hidden == {"q": "chambre", "exact": "1", **REIMS}


def test_what_is_typed_is_written_back_harmless(see, reims):
    nasty = '"><script>alert(1)</script> trottinette'
    page = see("reims", SEARCH, q=nasty)
    assert "<script>alert" not in page
    assert escape(nasty) in page


# Where one is


def test_the_town_halls_are_the_same_for_everybody_and_light(client_for):
    response = client_for("reims").get(
        "/communes/positions.json", headers={"accept-encoding": "gzip"}
    )
    assert "public" in response["Cache-Control"]
    assert len(response.content) < 150_000
    assert client_for("lyon").get("/communes/positions.json").json()["2A"]


def test_a_position_is_taken_by_no_page(client_for):
    assert client_for("national").post("/communes/position/", {"lat": "49"}).status_code == 404


def _lists(query):
    return {name: [value] for name, value in query.items()}
