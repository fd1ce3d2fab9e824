from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from contacts.details import Contact, mask, read_contact

ME = Contact("phone", "+33639981234")


@pytest.mark.parametrize(
    "typed",
    [
        "0639981234",
        "06 39 98 12 34",
        "06.39.98.12.34",
        "06-39-98-12-34",
        "06/39/98/12/34",
        "06_39_98_12_34",
        "06\u00a039\u00a098\u00a012\u00a034",
        "06\u202f39\u202f98\u202f12\u202f34",
        "06\u201139\u201198\u201112\u201134",
        "06 – 39 – 98 – 12 – 34",
        "06 3998 1234",
        "063 998 12 34",
        "0 6 3 9 9 8 1 2 3 4",
        "  06 39 98 12 34 \n",
        "06\t39\t98\t12\t34",
        "+33639981234",
        "+33 6 39 98 12 34",
        "+33 06 39 98 12 34",
        "+33 (0)6 39 98 12 34",
        "+33(0)639981234",
        "(+33) 6 39 98 12 34",
        "0033639981234",
        "0033 6 39 98 12 34",
        "00 33 (0) 6 39 98 12 34".replace("(0) ", "(0)"),
        "33 6 39 98 12 34",
        "639981234",
        "tel:+33639981234",
        "\u202a+33 6 39 98 12 34\u202c",
        "０６３９９８１２３４",
        "٠٦٣٩٩٨١٢٣٤",
        "(06) 39-98.12 34",
    ],
)
def test_a_mobile_number_is_read_in_every_spelling(typed):
    assert read_contact(typed) == ME


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("01 99 00 12 34", "+33199001234"),
        ("02 61 91 12 34", "+33261911234"),
        ("03 53 01 12 34", "+33353011234"),
        ("04 65 71 12 34", "+33465711234"),
        ("05 36 49 12 34", "+33536491234"),
        ("06 39 98 00 00", "+33639980000"),
        ("06 39 98 99 99", "+33639989999"),
    ],
)
def test_the_numbers_kept_for_fiction_are_read(typed, expected):
    assert read_contact(typed).value == expected


@pytest.mark.parametrize(
    ("typed", "expected", "text"),
    [
        ("0692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("0262 12 34 56", "+262262123456", "0262 12 34 56"),
        ("+262 692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("0639 01 23 45", "+262639012345", "0639 01 23 45"),
        ("0690 00 12 34", "+590690001234", "0690 00 12 34"),
        ("0694 20 12 34", "+594694201234", "0694 20 12 34"),
        ("0696 20 12 34", "+596696201234", "0696 20 12 34"),
        ("00596 696 20 12 34", "+596696201234", "0696 20 12 34"),
    ],
)
def test_an_overseas_number_takes_its_own_country_code(typed, expected, text):
    contact = read_contact(typed)
    assert contact.value == expected
    assert contact.text.replace("\u00a0", " ") == text


@pytest.mark.parametrize("typed", ["+32 470 12 34 56", "0032470123456", "+41 78 123 45 67"])
def test_a_foreign_number_that_exists_is_read(typed):
    assert read_contact(typed).value.startswith(("+32", "+41"))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("06 39 98 12", "Il manque 2 chiffres : un numéro en a 10, comme 06 39 98 12 34."),
        ("06 39 98 12 3", "Il manque 1 chiffre : un numéro en a 10, comme 06 39 98 12 34."),
        ("+33 6 39 98 12", "Il manque 2 chiffres"),
        ("115", "Il manque 7 chiffres"),
        ("06 39 98 12 34 5", "Il y a 1 chiffre de trop"),
        ("06 39 98 12 34 56", "Il y a 2 chiffres de trop"),
        ("+33 6 39 98 12 34 56", "Il y a 2 chiffres de trop"),
        ("1639981234", "Un numéro commence par 0"),
        ("00 00 00 00 00", "On ne connaît pas ce numéro étranger"),
        ("+33 0 0 39 98 12 34", "Un numéro commence par 0"),
        ("08 99 12 34 56", "On ne peut pas appeler ce genre de numéro"),
        ("0800 12 34 56", "On ne peut pas appeler ce genre de numéro"),
        ("+44 909 879 0879", "On ne peut pas appeler ce genre de numéro"),
        ("+32 1", "On ne connaît pas ce numéro étranger"),
        ("+999 123 456 789", "On ne connaît pas ce numéro étranger"),
        ("+", "Écris un numéro de mobile ou une adresse"),
        ("", "Écris un numéro de mobile ou une adresse"),
        ("   ", "Écris un numéro de mobile ou une adresse"),
        ("appelez-moi", "Écris un numéro de mobile ou une adresse"),
        ("O6 39 98 12 34 le soir", "Écris un numéro de mobile ou une adresse"),
        ("0639981234" * 30, "Écris un numéro de mobile ou une adresse"),
        ("06 39 98\n12 34", "sur une seule ligne"),
        ("06 39 98 12 34\x00", "sur une seule ligne"),
        ("lea@example.invalid\nBcc: all@example.invalid", "sur une seule ligne"),
        ("lea@example.invalid\r\nSubject: x", "sur une seule ligne"),
        ("lea@example.invalid\u2028x", "sur une seule ligne"),
        ("06 39 98 12 34 lea@example.invalid", "Un seul suffit"),
        ("lea@example.invalid ou 06.39.98.12.34", "Un seul suffit"),
        ("lea@example.invalid, tom@example.invalid", "Un seul suffit"),
        ("lea dupont@example.invalid", "Il y a une espace"),
        ("lea@example", "Il manque quelque chose"),
        ("lea@", "Il manque quelque chose"),
        ("@example.invalid", "Il manque quelque chose"),
        ("lea@exa mple.invalid", "Il y a une espace"),
        ("lea@@example.invalid", "Il manque quelque chose"),
        ("lea@-example.invalid", "Il manque quelque chose"),
        ("lea..b@example.invalid", "Il manque quelque chose"),
        ('"lea"@example.invalid', "Il manque quelque chose"),
        ("léa@example.invalid", "Il y a un accent"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_on_how_to_mend_it(typed, sentence):
    with override("fr"), pytest.raises(ValidationError) as refusal:
        read_contact(typed)
    said = refusal.value.messages[0].replace("\u00a0", " ").replace("\u202f", " ")
    assert sentence in said


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lea@example.invalid", "lea@example.invalid"),
        ("  lea@Example.INVALID ", "lea@example.invalid"),
        ("Lea.B+boussole@example.invalid", "Lea.B+boussole@example.invalid"),
        ("lea @ example.invalid", "lea@example.invalid"),
        ("mailto:lea@example.invalid", "lea@example.invalid"),
        ("lea@été.invalid", "lea@xn--t-9fab.invalid"),
        ("lea@EXAMPLE。invalid", "lea@example.invalid"),
    ],
)
def test_an_email_is_read_and_its_domain_is_made_plain(typed, expected):
    assert read_contact(typed) == Contact("email", expected)


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (ME, "06 39 98 •• ••"),
        (Contact("phone", "+262692123456"), "0692 12 •• ••"),
        (Contact("phone", "+32470123456"), "+32 470 12 •• ••"),
        (Contact("email", "lea@example.invalid"), "l•••@example.invalid"),
        (Contact("email", "l@example.invalid"), "l•••@example.invalid"),
    ],
)
def test_a_mask_hides_what_would_let_one_call(contact, expected):
    assert mask(contact).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("typed", "takes_sms"),
    [
        ("06 39 98 12 34", True),
        ("07 39 98 12 34", True),
        ("01 99 00 12 34", False),
        ("0692 12 34 56", True),
        ("0262 12 34 56", False),
        ("lea@example.invalid", False),
    ],
)
def test_only_a_mobile_number_takes_an_sms(typed, takes_sms):
    assert read_contact(typed).takes_sms is takes_sms


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        (ME, "tel:+33639981234"),
        (Contact("email", "lea@example.invalid"), "mailto:lea@example.invalid"),
    ],
)
def test_a_contact_is_one_press_away(contact, href):
    assert contact.href == href


def read_or_none(typed):
    """None when it was refused, and refused with a sentence."""
    with suppress(ValidationError):
        return read_contact(typed)
    with pytest.raises(ValidationError) as refusal:
        read_contact(typed)
    assert all(refusal.value.messages)
    return None


@given(st.text(max_size=300))
def test_whatever_is_typed_gives_a_contact_or_a_sentence(typed):
    contact = read_or_none(typed)
    if contact:
        assert read_contact(contact.value) == contact
        assert "\n" not in contact.value
        assert mask(contact) != contact.text


@given(st.text("0123456789+() .-", max_size=20))
def test_whatever_digits_are_typed_give_a_number_or_a_sentence(typed):
    contact = read_or_none(typed)
    if contact:
        assert contact.value.startswith("+")
        assert read_contact(contact.text) == contact
