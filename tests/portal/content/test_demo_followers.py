"""The correspondents of the demo, and its file of a territory to come."""

from datetime import date

import pytest

from portal.content.followers import follow
from portal.deployment.models import Project

pytestmark = pytest.mark.usefixtures("private_folder")


def test_the_file_is_half_way_and_each_has_theirs_however_often_it_is_prepared(person, client_for):
    accounts = {
        name: person(None, email=f"{name}@example.invalid")
        for name in ("region", "departement", "committee", "animator.reims")
    }
    for _twice in range(2):
        follow(date(2026, 3, 2))
    project = Project.objects.get()
    assert (project.awaits, project.public_status) == ("specifications", "engaged")
    for name, status in (("region", 200), ("departement", 200), ("committee", 403)):
        client = client_for("national")
        client.force_login(accounts[name])
        assert client.get("/suivi/").status_code == status
        assert client.get(f"/suivi/dossiers/{project.pk}/cahier/").status_code == 200
