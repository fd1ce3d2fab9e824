import pytest

from tenants.geography.models import Commune


@pytest.fixture
def codes_in(public, django_assert_max_num_queries):
    """`codes_in("epci:…")`: codes of the communes in the zones, in one query at most."""
    Commune.objects.exists()  # the schema is chosen by the first query

    def find(*zones):
        with django_assert_max_num_queries(1):
            communes = list(Commune.objects.in_zones(zones))
            assert all(commune.place_codes for commune in communes)
        return {commune.code for commune in communes}

    return find


def test_a_city_brings_its_arrondissements(codes_in):
    assert codes_in("commune:69123") == {"69123", *(f"6938{number}" for number in range(1, 10))}


def test_an_arrondissement_is_alone(codes_in):
    assert codes_in("commune:69383") == {"69383"}


def test_an_epci_brings_its_communes_and_their_arrondissements(codes_in):
    lyon = codes_in("epci:200046977")
    assert {"69123", "69383", "69029"} <= lyon
    assert len(lyon) == 58 + 9


def test_zones_add_up_and_a_region_is_not_the_departement_of_the_same_number(codes_in):
    found = codes_in("departement:46", "region:94", "commune:51454")
    assert {code[:2] for code in found} == {"46", "2A", "2B", "51"}


def test_the_country_and_europe_bring_every_commune(codes_in):
    assert len(codes_in("pays:FR")) == len(codes_in("europe")) == 35_014
    assert codes_in("pays:BE") == set()


def test_no_zone_brings_nothing(codes_in):
    assert codes_in() == set()


def test_a_zone_that_is_not_one_is_refused(public):
    with pytest.raises(ValueError, match="is not a typed code"):
        Commune.objects.in_zones(["51454"])


def test_a_code_is_followed_to_the_commune_of_today(public):
    assert Commune.objects.following("51454").name == "Reims"
    assert Commune.objects.following("74011").name == "Annecy"
    assert Commune.objects.following("99999") is None


def test_communes_show_their_departement(public):
    assert str(Commune.objects.get(code="51454")) == "Reims (51)"
    assert str(Commune.objects.get(code="51454").departement) == "Marne (51)"
