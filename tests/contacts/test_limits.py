from datetime import timedelta

import pytest

from contacts.limits import network_of
from contacts.models import ContactRequest
from contacts.services import TooManyRequests, erase_request
from tests.contacts.factories import MONDAY, PHONE, make_offer, send

SCHOOL = "192.0.2.1"


def numbers(count):
    return [f"06 39 98 {number // 100:02} {number % 100:02}" for number in range(count)]


def test_a_classroom_of_thirty_behind_one_address_passes_twice_within_the_hour(reims):
    offers = [make_offer(reims), make_offer(reims)]
    for offer in offers:
        for number in numbers(30):
            assert send(offer, contact=number, address=SCHOOL).created


def test_the_sixty_first_request_of_an_address_waits_until_the_hour_is_over(offer):
    for number in numbers(60):
        send(offer, contact=number, address=SCHOOL)
    with pytest.raises(TooManyRequests) as refusal:
        send(offer, contact="07 39 98 00 00", address=SCHOOL, now=MONDAY + timedelta(minutes=20))
    assert str(refusal.value)
    assert refusal.value.retry_after == 40 * 60
    assert ContactRequest.objects.count() == 60
    assert send(offer, contact="07 39 98 00 00", address="192.0.2.2").created
    assert send(
        offer, contact="07 39 98 00 01", address=SCHOOL, now=MONDAY + timedelta(hours=1)
    ).created


def test_erasing_gives_no_new_turn_to_an_address(offer):
    for number in numbers(60):
        erase_request(request=send(offer, contact=number, address=SCHOOL).request, now=MONDAY)
    with pytest.raises(TooManyRequests):
        send(offer, contact=PHONE, address=SCHOOL)


def test_one_contact_asks_for_ten_things_a_day(reims):
    for _time in range(10):
        send(make_offer(reims))
    offer = make_offer(reims)
    with pytest.raises(TooManyRequests):
        send(offer, contact="+33 6 39 98 12 34")
    assert send(offer, now=MONDAY + timedelta(days=1)).created


def test_a_double_submit_is_answered_even_at_the_limit(reims):
    offers = [make_offer(reims) for _time in range(10)]
    last = [send(offer) for offer in offers][-1]
    assert send(offers[-1]).request == last.request


def test_an_offer_takes_so_many_requests_an_hour_from_wherever_they_come(offer, reims, settings):
    settings.CONTACT_REQUESTS_PER_OFFER = 5
    for number, contact in enumerate(numbers(5)):
        send(offer, contact=contact, address=f"192.0.2.{number}")
    with pytest.raises(TooManyRequests) as refusal:
        send(offer, address="192.0.2.9", now=MONDAY + timedelta(minutes=20))
    assert "cette offre" in str(refusal.value)
    assert refusal.value.retry_after == 40 * 60
    assert send(make_offer(reims), address="192.0.2.9").created
    assert send(offer, now=MONDAY + timedelta(hours=1)).created


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("not an address", "not an address"),
    ],
)
def test_an_ipv6_household_counts_as_one_address(address, network):
    assert network_of(address) == network
