"""The professional of the demo works in two territories with one account."""

from contacts.models import ContactRequest, Professional
from portal.content.demo import _give_the_professional_their_work
from tests.contacts.factories import make_offer, make_organisation, make_professional, send


def test_one_account_for_two_organisations_however_often_it_is_prepared(reims, lyon, person):
    account = person(None, email="professional@example.invalid")
    for territory, name in ((reims, "Toits partagés"), (lyon, "Les Clés")):
        organisation = make_organisation(territory, name=name)
        make_professional(organisation)
        make_professional(organisation, first_name="Karim")
        send(
            make_offer(territory, organisation=organisation),
            contact=f"{territory.slug}@example.invalid",
        )
    for _twice in range(2):
        _give_the_professional_their_work()
    assert [row.first_name for row in Professional.objects.of(account)] == ["Samira", "Samira"]
    assert ContactRequest.objects.seen_by(account).count() == 2
