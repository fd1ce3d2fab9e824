"""Those who follow territories in the demo, and the file of a territory to come, half-way."""

from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.deployment.documents import add_document
from portal.deployment.models import Member, Project, Specifications
from portal.deployment.services import begin_project, take_act
from portal.deployment.steps import BY_KEY, Actor
from portal.deployment.writing import write_version
from portal.documents import Paragraph, write_pdf
from tenants.accounts.models import Mandate, User

MANDATES = {"region@example.invalid": "region:44", "departement@example.invalid": "departement:51"}
PLACE = {
    "name": "Épernay et Champagne",
    "zones": ["epci:200067684"],
    "departement_id": "51",
    "structure": "Mission locale d’Épernay",
    "structure_kind": "mission_locale",
}
# Each act, how it ends, and what is said: the file then waits for its specifications.
ACTS = (
    ("interest", "", ""),
    ("request", "", "Trois lycées, une gare, un réseau d’acteurs qui se connaît."),
    ("opinion", "favourable", ""),
    ("authorisation", "authorised", ""),
    ("meeting", "goes_on", "La mission locale et l’Info Jeunes."),
    ("committee", "", "La mission locale l’anime, une réunion par mois."),
)
BEGUN = {"territory": "Un bassin de vie autour d’Épernay.", "themes": ["housing"]}


def follow(today: date) -> None:
    """Give the accounts their mandates and their file; what is there already stays."""
    for email, zone in MANDATES.items():
        role = zone.partition(":")[0]
        user = User.objects.get(email=email)
        if not user.mandates.exists():
            Mandate.objects.create(user=user, role=role, zone=zone, starts_on=today)
    if not Project.objects.filter(name=PLACE["name"]).exists():
        _write_the_file(timezone.now())


def _write_the_file(now: datetime) -> None:
    region, departement, animates, member = (
        User.objects.get(email=f"{name}@example.invalid")
        for name in ("region", "departement", "animator.reims", "committee")
    )
    project = begin_project(by=departement, capacity=Actor.DEPARTMENTAL, now=now, **PLACE)
    for user, organisation in ((member, PLACE["structure"]), (animates, "Info Jeunes")):
        named = {"role": Member.Role.COMMITTEE, "organisation": organisation}
        Member.objects.create(project=project, user=user, **named)
    for key, outcome, words in ACTS:
        act = BY_KEY[key]
        by, capacity = (
            (region, Actor.REGIONAL)
            if act.actors == {Actor.REGIONAL}
            else (departement, Actor.DEPARTMENTAL)
        )
        if act.document:
            pdf = write_pdf(title=str(act.title), about=PLACE["name"], blocks=[Paragraph(words)])
            sent = SimpleUploadedFile(f"{key}.pdf", pdf)
            add_document(project=project, act=key, sent=sent, by=by, now=now)
        take_act(
            project=project,
            act=key,
            by=by,
            capacities={capacity},
            on=timezone.localdate(now) - timedelta(days=1),
            outcome=outcome,
            words=words,
            now=now,
        )
    write_version(kind=Specifications, project=project, content=BEGUN, by=member, now=now)
