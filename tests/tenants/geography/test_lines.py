from math import inf

from hypothesis import given
from hypothesis import strategies as st

from tenants.geography.lines import decode, doubled_area, encode, weigh

vertices = st.tuples(st.integers(-900_000, 900_000), st.integers(-1_800_000, 1_800_000))


def test_a_line_is_written_as_other_libraries_read_it():
    # The example of the algorithm's own documentation, with five decimals.
    line = [(3850000, -12020000), (4070000, -12095000), (4325200, -12645300)]
    assert encode(line) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"


@given(st.lists(vertices))
def test_what_is_written_is_read_back(line):
    assert decode(encode(line)) == line


def test_a_vertex_weighs_its_distance_to_the_line_without_it():
    # At the equator a unit is 11 m: this one is 100 units off.
    ends, middle = (
        weigh([(0, 0), (100, 500), (0, 1000)])[::2],
        weigh([(0, 0), (100, 500), (0, 1000)])[1],
    )
    assert ends == [inf, inf]
    assert 1100 < middle < 1120


@given(st.lists(vertices, min_size=2, max_size=40, unique=True))
def test_a_line_keeps_its_ends_whichever_way_it_is_read(line):
    weights = weigh(line)
    assert weights[0] == weights[-1] == inf
    assert len(weights) == len(line)


@given(st.lists(vertices, min_size=3, max_size=40, unique=True))
def test_a_closed_line_keeps_three_vertices(line):
    ring = [*line, line[0]]
    kept = [vertex for vertex, weight in zip(ring, weigh(ring), strict=True) if weight == inf]
    assert len(set(kept)) >= 3


def test_the_area_is_positive_when_the_ring_turns_left():
    ring = [(0, 0), (0, 10), (10, 10), (10, 0), (0, 0)]
    assert doubled_area(ring) == 200
    assert doubled_area(ring[::-1]) == -200
