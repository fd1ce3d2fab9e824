"""What test_rebuild runs in processes of their own, to let them meet and to kill them.

`python -m tests.search.processes <database> <action> <index prefix>`

Each says "ready", waits for a line on its input, and does its work.
"""

import json
import os
import random
import sys
import time
from itertools import count

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from search import indexing  # noqa: E402
from search.models import CatalogueOffer  # noqa: E402
from search.services import find_offers, withdraw_offer  # noqa: E402
from tenants.models import Territory  # noqa: E402
from tests.search import factories  # noqa: E402
from tests.search.conftest import TODAY, asked_in_words  # noqa: E402
from tests.search.factories import publish  # noqa: E402

STEADY = "ancrage"


def say(**what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def rebuild():
    try:
        say(offers=indexing.rebuild())
    except indexing.IndexingError as error:
        say(error=str(error))


def index():
    say(brought=indexing.index_waiting())


def index_steadily():
    while True:
        indexing.index_waiting()
        time.sleep(0.05)


def publish_and_withdraw():
    """Without end: new offers, offers changed, offers withdrawn; nobody indexes here."""
    settings.ELASTICSEARCH_URL = ""
    factories.page_ids = count(os.getpid() * 1_000_000)
    reims = Territory.objects.get(schema_name="reims")
    draw, mine = random.Random(5), []
    while True:
        with transaction.atomic():
            mine.append(publish(reims, title="Un passage"))
            # Its number is older than those of others who will be committed before.
            time.sleep(draw.random() * 0.05)
        if len(mine) > 5:
            gone = mine.pop(draw.randrange(len(mine)))
            withdraw_offer(territory=reims, page_id=gone.page_id)
        if draw.random() < 0.3:
            CatalogueOffer.objects.filter(pk=draw.choice(mine).pk).renumber()


def search_steadily():
    """Says each time what was found of the offers that never change."""
    while True:
        results = find_offers(asked_in_words(STEADY, day=TODAY))
        say(engine=results.engine, count=results.count)
        time.sleep(0.02)


if __name__ == "__main__":
    database, action, prefix = sys.argv[1:]
    connection.settings_dict["NAME"] = database
    settings.ELASTICSEARCH_PREFIX = prefix
    connection.set_schema_to_public()
    say(ready=action)
    sys.stdin.readline()
    globals()[action]()
