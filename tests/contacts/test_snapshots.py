"""Every message as it is written, compared exactly with tests/contacts/snapshots/.

To renew: delete the files and run this test. It writes those that are missing and fails once, so
that somebody reads them before they are committed.
"""

import re
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import pytest

from contacts import sms
from contacts.enums import Channel, MessageKind, Side
from contacts.samples import SAMPLES, sample_messages
from tenants.palette import contrast
from tests.contacts.factories import MONDAY

FOLDER = Path(__file__).parent / "snapshots"
COLOURS = re.compile(r"background:(#\w{6});color:(#\w{6})")


@pytest.fixture
def samples(reims):
    return sample_messages(territory=reims, now=MONDAY)


def name_of(message):
    return f"{message.kind}.{message.language}.{message.channel}.txt"


def written(message):
    if message.channel == "sms":
        return f"{message.body}\n"
    return (
        f"Subject: {message.subject}\n\n{message.body}\n\n"
        f"{'-' * 30} HTML {'-' * 30}\n{message.html.strip()}\n"
    )


def test_every_message_is_written_as_the_snapshot_says(samples):
    FOLDER.mkdir(exist_ok=True)
    new, changed = [], []
    for message in samples:
        file = FOLDER / name_of(message)
        if not file.exists():
            file.write_text(written(message))
            new.append(file.name)
        elif file.read_text() != written(message):
            changed.append(file.name)
    assert changed == [], "Delete these files and run this test again, if it is meant."
    assert new == [], "These files were written: read them, then commit them."


def test_there_is_no_snapshot_of_a_message_that_is_no_more(samples):
    assert {file.name for file in FOLDER.iterdir()} <= {name_of(message) for message in samples}


def test_every_kind_has_an_example():
    assert {kind.value for kind in MessageKind} - {str(kind.value) for kind in SAMPLES} == set()


def test_no_two_examples_have_one_name(samples):
    names = sorted(name_of(message) for message in samples)
    assert [name for name, same in groupby(names) if len(list(same)) > 1] == []


def test_nothing_of_an_example_is_stored(samples):
    assert {message.pk for message in samples} == {None}
    assert {message.request.pk for message in samples} == {None}


def test_every_text_fits_in_one(samples):
    texts = [message for message in samples if message.channel == "sms"]
    assert texts
    for message in texts:
        assert sms.room(message.body) <= sms.ROOM
        assert set(message.body) <= sms.ALPHABET | sms.EXTENDED


def test_no_subject_holds_a_name_a_theme_or_a_contact(samples):
    for message in samples:
        for word in ("Samira", "Toits", "chambre", "lea", "06", "logement"):
            assert word not in message.subject, (message.kind, word)


def test_a_message_has_at_most_one_link_unless_it_tells_of_several_requests(samples):
    for message in samples:
        if message.kind != MessageKind.DIGEST:
            # The other one stops our messages for good.
            stop = message.side == Side.YOUNG_PERSON and message.channel == Channel.EMAIL
            assert message.body.count("http") <= 1 + stop, message.kind


@pytest.mark.parametrize(
    "palette",
    [
        {},
        {"light": "no palette"},
        {
            mode: {
                "brand": "#ffee00",
                "on_brand": "#ffffff",
                "panel": "#ffee00",
                "page": "#ffffff",
                "tint": "#ffffff",
                "spark": "#ffffff",
            }
            for mode in ("light", "dark")
        },
    ],
)
def test_a_letter_is_readable_whatever_the_colours_of_the_territory(reims, palette):
    reims.palette = palette
    for message in sample_messages(territory=reims, now=MONDAY + timedelta(days=1)):
        for back, front in COLOURS.findall(message.html):
            assert contrast(back, front) >= 4.5
        for link in re.findall(r"a\{color:(#\w{6})\}", message.html):
            assert contrast(link, "#ffffff") >= 4.5


def test_each_territory_writes_in_its_name_and_colours(reims, lyon):
    for territory in (reims, lyon):
        letter = sample_messages(territory=territory, now=MONDAY)[0]
        assert f"Boussole {territory.name}" in letter.html
        assert territory.palette["light"]["brand"] in letter.html
