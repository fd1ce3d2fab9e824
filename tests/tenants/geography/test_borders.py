from tenants.geography.borders import cut, dissolve
from tenants.geography.lines import doubled_area


def square(lat, lon, size=10):
    """A closed ring that turns left."""
    return [
        (lat, lon),
        (lat, lon + size),
        (lat + size, lon + size),
        (lat + size, lon),
        (lat, lon),
    ]


def test_two_squares_side_by_side_become_one_outline():
    [polygon] = dissolve([[square(0, 0)], [square(0, 10)]])
    [ring] = polygon
    assert doubled_area(ring) == 400
    assert len(ring) == 7


def test_the_way_a_ring_turns_in_the_source_does_not_matter():
    [polygon] = dissolve([[square(0, 0)[::-1]], [square(0, 10)]])
    assert doubled_area(polygon[0]) == 400


def test_an_enclave_stays_a_hole_and_one_that_is_taken_in_is_filled():
    around, inside = [square(0, 0, 30), square(10, 10)[::-1]], [square(10, 10)]
    [[outer, hole]] = dissolve([around])
    assert (doubled_area(outer), doubled_area(hole)) == (1800, -200)
    assert [len(polygon) for polygon in dissolve([around, inside])] == [1]


def test_pieces_apart_stay_apart_the_largest_first():
    found = dissolve([[square(0, 0)], [square(50, 50, 20)]])
    assert [doubled_area(polygon[0]) for polygon in found] == [800, 200]


def test_squares_that_touch_by_a_corner_are_two_rings():
    found = dissolve([[square(0, 0)], [square(10, 10)]])
    assert [doubled_area(polygon[0]) for polygon in found] == [200, 200]


def test_what_snapping_made_thin_disappears():
    assert dissolve([[[(0, 0), (0, 10), (0, 0)]]]) == []


def test_a_shared_border_is_one_line_followed_both_ways():
    lines, followed = cut({"west": [[square(0, 0)]], "east": [[square(0, 10)]]})
    [[west]], [[east]] = followed["west"], followed["east"]
    assert len(lines) == 3
    [shared] = [number for number in west if ~number in east]
    border = lines[shared if shared >= 0 else ~shared]
    assert set(border) == {(0, 10), (10, 10)}


def test_an_island_is_one_closed_line():
    lines, followed = cut({"island": [[square(0, 0)]]})
    assert followed == {"island": [[[0]]]} or followed == {"island": [[[-1]]]}
    assert lines[0][0] == lines[0][-1] == (0, 0)


def test_an_enclave_and_what_is_around_it_follow_the_same_line():
    around, inside = [square(0, 0, 30), square(10, 10)[::-1]], [square(10, 10)]
    _lines, followed = cut({"around": [around], "inside": [inside]})
    [[_outer, hole]], [[ring]] = followed["around"], followed["inside"]
    assert hole == [~ring[0]]
