from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from portal.country.counting import count_places


@db_periodic_task(crontab(hour="5", minute="7"))
def count_places_each_night():
    """Once the night has counted requests (contacts.tasks)."""
    count_places(now=timezone.now())
