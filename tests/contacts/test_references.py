import re

import pytest

from contacts.models import ContactRequest
from contacts.references import new_reference, read_reference
from contacts.services import sending
from tests.contacts.factories import EMAIL, send


def test_a_reference_is_short_and_holds_no_sign_taken_for_another():
    for _time in range(500):
        assert re.fullmatch(r"[23479A-Z]{3}-[23479A-Z]{3}", reference := new_reference())
        assert not set(reference) & set("01568OISZBAEUY")


@pytest.mark.parametrize(
    "typed", ["R7K-4M2", "r7k-4m2", "R7K4M2", " r7k 4m2 ", "R7K–4M2", "r.7.k.4.m.2"]
)
def test_a_reference_is_read_as_people_type_it(typed):
    assert read_reference(typed) == "R7K-4M2"


@pytest.mark.parametrize("typed", ["", "R7K", "R7K-4M2X", "O7K-4M2", "' OR 1=1", "R7K-4M2" * 99])
def test_what_is_no_reference_reads_as_nothing(typed):
    assert read_reference(typed) == ""


def test_a_request_is_found_by_the_reference_one_types(request_sent):
    typed = request_sent.reference.lower().replace("-", " ")
    assert ContactRequest.objects.by_reference(typed) == request_sent
    assert ContactRequest.objects.by_reference("nonsense") is None


def test_a_reference_already_given_is_drawn_again(monkeypatch, request_sent, offer):
    drawn = iter([request_sent.reference, request_sent.reference, "R7K-4M2"])
    monkeypatch.setattr(sending, "new_reference", lambda: next(drawn))
    assert send(offer, contact=EMAIL).request.reference == "R7K-4M2"
