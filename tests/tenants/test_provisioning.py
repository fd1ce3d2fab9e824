import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django_tenants.utils import schema_exists, tenant_context

from offers.services import fill_territory
from tenants.migration_state import behind, fingerprint, known_migrations
from tenants.models import CoveredCommune, Domain, Territory
from tenants.provisioning import NoSpareError, keep_spares, open_territory, set_coverage, upgrade

pytestmark = pytest.mark.usefixtures("public")

MARNE = {"slug": "marne", "name": "Marne", "host": "marne.portail.localhost"}


def open_marne(fill=fill_territory, **changes):
    return open_territory(**{**MARNE, "zones": ["departement:08"], "fill": fill, **changes})


def test_a_territory_opens_from_the_spare_schema_with_its_communes():
    marne = open_marne()
    assert schema_exists("marne")
    assert marne.status == Territory.Status.OPEN
    assert marne.url == "http://marne.portail.localhost"
    assert marne.communes_count == CoveredCommune.objects.filter(territory=marne).count() > 400


def test_a_new_territory_answers_on_its_host(client_for):
    open_marne()
    assert client_for("marne").get("/").status_code == 200


@pytest.mark.parametrize(
    ("zones", "time_zone"),
    [
        (["departement:974"], "Indian/Reunion"),
        (["departement:973", "commune:08105"], "America/Cayenne"),
        (["departement:08", "commune:97411"], "Europe/Paris"),
        ([], "Europe/Paris"),
    ],
)
def test_a_territory_lives_by_the_clock_of_most_of_its_communes(zones, time_zone):
    assert open_marne(zones=zones).time_zone == time_zone
    assert Territory.objects.get(schema_name="marne").time_zone == time_zone


def test_a_territory_that_moves_follows_the_clock_there():
    marne = open_marne()
    set_coverage(territory=marne, zones=["departement:974"])
    assert Territory.objects.get(schema_name="marne").time_zone == "Indian/Reunion"


def test_without_a_spare_schema_nothing_is_opened():
    open_marne()
    with pytest.raises(NoSpareError):
        open_marne(slug="aisne", host="aisne.portail.localhost", zones=["departement:02"])
    assert not Territory.objects.filter(schema_name="aisne").exists()


def test_an_opening_that_fails_half_way_leaves_nothing_behind():
    def broken(territory, host):
        fill_territory(territory, host)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        open_marne(fill=broken)
    assert not schema_exists("marne")
    assert not Domain.objects.filter(domain=MARNE["host"]).exists()
    assert Territory.objects.filter(status=Territory.Status.SPARE).count() == 1


@pytest.mark.parametrize("slug", ["spare_1", "pg_x", "public", "Lyon", "lyon", "a b", "www"])
def test_a_slug_that_cannot_be_an_address_is_refused(slug):
    with pytest.raises(ValidationError):
        open_marne(slug=slug)


def test_a_host_that_is_taken_is_refused_by_name():
    with pytest.raises(ValidationError, match="lyon.portail.localhost"):
        open_marne(host="lyon.portail.localhost")


def test_a_commune_of_another_territory_is_refused_and_the_territory_named():
    with pytest.raises(ValidationError, match="Grand Reims"):
        open_marne(zones=["departement:51"])
    assert not schema_exists("marne")


def test_what_another_territory_has_can_be_left_out():
    marne = open_marne(zones=["departement:51", "-epci:200067213"])
    assert not CoveredCommune.objects.filter(territory=marne, commune="51454").exists()


def test_changing_the_coverage_removes_what_is_no_longer_there():
    marne = open_marne()
    set_coverage(territory=marne, zones=["commune:08105"])
    assert [row.commune_id for row in marne.communes.all()] == ["08105"]


def test_a_territory_carries_the_fingerprint_of_the_code():
    assert set(Territory.objects.values_list("migrations", flat=True)) == {fingerprint()}


def test_every_known_migration_has_run_in_every_schema():
    assert "offers.0001_initial" in known_migrations()
    assert behind(list(Territory.objects.values_list("schema_name", flat=True))) == []


def test_a_schema_that_misses_a_migration_is_found():
    with tenant_context(Territory.objects.get(schema_name="lyon")), connection.cursor() as cursor:
        cursor.execute("DELETE FROM lyon.django_migrations WHERE app = 'offers'")
    assert behind(["lyon", "reims"]) == ["lyon"]


@pytest.fixture
def half_made():
    """A spare schema whose maker was killed: nobody says that it is whole."""
    spares = Territory.objects.filter(status=Territory.Status.SPARE)
    spares.update(migrations="")
    return spares.get().schema_name


def test_a_spare_schema_whose_making_was_killed_is_ended_and_no_other_is_made(half_made):
    assert keep_spares(1) == [half_made]
    assert keep_spares(1) == []
    assert open_marne().slug == "marne"


def test_while_another_process_makes_schemas_nobody_else_does(half_made):
    where = psycopg.conninfo.conninfo_to_dict(settings.DATABASE_URL)
    where["dbname"] = connection.settings_dict["NAME"]
    with psycopg.connect(**where, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended('tenants.schemas', 0))")
        assert keep_spares(1) == []
        # Deploying meanwhile waits, instead of running the same migration beside the maker.
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
            with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
                upgrade(Territory.objects.get(schema_name=half_made).pk)
            cursor.execute("RESET lock_timeout")
    with pytest.raises(NoSpareError):
        open_marne()


def opened_by_command(zones):
    call_command("open_territory", "--slug", "marne", "--name", "Marne", "--zones", zones)


def test_the_command_opens_a_territory(capsys):
    opened_by_command("+departement:08 -commune:08105")
    assert "http://marne.portail.localhost/" in capsys.readouterr().out
    marne = Territory.objects.get(schema_name="marne")
    assert [str(zone) for zone in marne.zones.order_by("code")] == [
        "-commune:08105",
        "departement:08",
    ]
    assert not marne.communes.filter(commune="08105").exists()


@pytest.mark.parametrize(
    ("zones", "sentence"), [("departement:51", "Grand Reims"), ("lyon", "not a typed code")]
)
def test_the_command_says_what_is_wrong(zones, sentence):
    with pytest.raises(CommandError, match=sentence):
        opened_by_command(zones)
    assert not schema_exists("marne")


def test_zones_come_to_communes(capsys):
    call_command("resolve_zones", "+departement:46 -commune:46042")
    codes = capsys.readouterr().out.split()
    assert codes == sorted(set(codes))
    assert len(codes) == 311
    assert all(code.startswith("46") for code in codes)
    assert "46042" not in codes


def test_what_is_left_out_wins_whatever_the_order(capsys):
    call_command("resolve_zones", "-commune:69123 +epci:200046977")
    codes = capsys.readouterr().out.split()
    # Lyon goes with its arrondissements.
    assert len(codes) == 57
    assert not {"69123", "69381"} & set(codes)


@pytest.mark.parametrize("zones", ["", "46", "+departement:999", "++departement:46"])
def test_zones_that_are_none_are_said(zones):
    with pytest.raises(CommandError):
        call_command("resolve_zones", zones)
