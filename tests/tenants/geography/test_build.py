from tenants.geography.build import former_communes
from tenants.geography.dataset import DATA_FILE, read_dataset


def commune(code, name, *, old=()):
    return {"code": code, "nom": name, "type": "commune-actuelle", "anciensCodes": list(old)}


def part(code, name, of):
    return {"code": code, "nom": name, "type": "commune-deleguee", "chefLieu": of}


def past(code, name):
    return {"code": code, "nom": name, "type": "COM"}


def test_a_name_that_changed_is_a_former_name():
    former = former_communes(
        [commune("51108", "Châlons-en-Champagne")],
        [past("51108", "Châlons-sur-Marne"), past("51108", "Châlons-en-Champagne")],
    )
    assert list(former["51108"].names.values()) == ["Châlons-sur-Marne"]
    assert former["51108"].codes == set()


def test_a_merged_commune_gives_its_code_and_its_names():
    former = former_communes(
        [commune("74010", "Annecy", old=["74011"]), part("74011", "Annecy-le-Vieux", "74010")],
        [past("74011", "Annecy le Vieux"), past("99999", "Nowhere")],
    )
    assert former.keys() == {"74010"}
    assert former["74010"].codes == {"74011"}
    assert list(former["74010"].names.values()) == ["Annecy-le-Vieux"]


def test_a_commune_that_exists_again_is_nobody_elses_former_code():
    former = former_communes(
        [commune("15141", "Neussargues", old=["15031"]), commune("15031", "Celles")],
        [past("15031", "Celles")],
    )
    assert not former["15141"].codes
    assert not former["15031"].names


def test_the_file_is_small_and_its_references_hold():
    dataset = read_dataset()
    codes = {row.code for row in dataset.communes}
    assert DATA_FILE.stat().st_size < 1_000_000
    assert len(codes) == len(dataset.communes)
    for row in dataset.communes:
        assert row.departement in dataset.departements
        assert not row.epci or row.epci in dataset.epci
        assert not row.parent or row.parent in codes
        assert codes.isdisjoint(row.former_codes)
        assert abs(row.lat) <= 90
        assert abs(row.lon) <= 180
    assert all(region in dataset.regions for _name, region in dataset.departements.values())


def test_the_cities_have_all_their_arrondissements():
    parents = [row.parent for row in read_dataset().communes if row.parent]
    assert {city: parents.count(city) for city in set(parents)} == {
        "75056": 20,
        "69123": 9,
        "13055": 16,
    }
