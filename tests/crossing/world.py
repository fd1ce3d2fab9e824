"""Two territories with the same numbers: what Reims has, written with a word nobody else uses."""

import re
from datetime import timedelta
from io import BytesIO

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from django_tenants.utils import tenant_context
from PIL import Image
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import Collection, Comment, GroupApprovalTask, Locale, UploadedFile, Workflow
from wagtail_localize.operations import translate_object

from contacts.models import Professional
from contacts.services.relaying import invite_relay
from offers.models import ContentPage, HomePage, Picture
from search import logbook
from search.logbook import note_search
from search.models import CatalogueOffer, SynonymProposal, WordsAnswer
from tenants.accounts.models import User
from tenants.roles import Role, set_role
from tests.contacts.factories import LYON_3, REIMS, send

SECRET = "Quillevorde"
ALIGNED = ("reims", "lyon")


def align_numbers(schemas=ALIGNED):
    """The next row of any table has one same number in each schema. Returns that number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, sequencename, coalesce(last_value, 0) FROM pg_sequences"
            " WHERE schemaname = ANY(%s) AND sequencename LIKE '%%\\_id\\_seq'",
            [list(schemas)],
        )
        sequences = cursor.fetchall()
        last = max(value for _schema, _name, value in sequences)
        for schema, name, _value in sequences:
            cursor.execute("SELECT setval(%s, %s)", [f'"{schema}"."{name}"', last])
    return last + 1


def fill(territory, word, *, make_offer, organisation_of):
    """One of each thing that this territory can have, named after `word`; returns addresses'
    values. Everything that counts has the first number, a second offer and a draft the next."""
    with tenant_context(territory):
        author = User.objects.create_user(
            f"{word}@example.invalid".lower(), "secret", first_name=word, last_name="Auteur"
        )
        set_role(user=author, role=Role.EDITOR)
        organisation = organisation_of(territory, name=f"Association {word}")
        Professional.objects.filter(organisation=organisation).update(
            first_name=word, email=f"pro-{word}@example.invalid".lower()
        )
        offer = make_offer(
            title=f"Offre {word}",
            slug="une-offre",
            summary=f"Un résumé {word}.",
            organisation=organisation,
            coverage=["pays:FR"],
            modes=["on_site", "remote"],
        )
        offer.save_revision(user=author, log_action=True)
        Comment.objects.create(page=offer, user=author, text=f"Note {word}", contentpath="title")
        draft = make_offer(title=f"Offre en projet {word}", slug="un-projet", publish=False)
        draft.save_revision(user=author)
        draft.get_workflow().start(draft, author)
        draft.locked, draft.locked_by = True, author
        draft.save()
        translate_object(offer, [Locale.objects.get(language_code="en")])
        _around(author, offer, word)
        invite_relay(
            territory=territory,
            structure=f"Structure {word}",
            first_name=word,
            email=f"relais-{word}@example.invalid".lower(),
        )
        info = HomePage.objects.get(locale__language_code="fr").add_child(
            instance=ContentPage(
                title=f"Aide {word}", slug="aide", body=[("paragraph", f"<p>{word}</p>")]
            )
        )
        asked = send(
            CatalogueOffer.objects.get(territory=territory, page_id=offer.pk),
            contact=f"jeune-{word}@example.invalid".lower(),
            place=REIMS if territory.slug == "reims" else LYON_3,
            message=f"Message {word}",
            now=timezone.now(),
        )
        search_for(territory, word)
    alert = asked.request.messages.get(kind="alert").body
    common = {
        "path": f"{territory.slug}/original_images/rue.png",
        "slug": territory.slug,
        "info": info.slug,
    }
    return [
        {**common, "pk": offer.pk, "key": f"{territory.slug}-{offer.pk}",
         "token": asked.token, "offer_slug": offer.slug},
        {**common, "pk": draft.pk, "key": f"{territory.slug}-{draft.pk}",
         "token": re.search(r"/pro/demandes/([\w-]+)/", alert)[1], "offer_slug": draft.slug,
         "path": "documents/liste.txt"},
    ]  # fmt: skip


def search_for(territory, word):
    """Words that enough visitors typed without finding, and what was answered to them."""
    for number in range(12):
        note_search(
            words=f"aide {word}",
            territory=territory,
            language="fr",
            found=False,
            visitor=f"{word} {number}",
        )
    logbook.write_down()
    WordsAnswer.objects.create(
        territory=territory,
        words=f"aide {word}".lower(),
        kind="planned",
        note=f"Note {word}",
        answered_at=timezone.now(),
    )
    SynonymProposal.objects.create(
        territory=territory,
        words=f"aide {word}".lower(),
        meaning=word,
        proposed_at=timezone.now(),
    )


def _around(author, offer, word):
    """What editors make around an offer."""
    content = BytesIO()
    Image.new("RGB", (40, 40), "teal").save(content, "PNG")
    picture = Picture.objects.create(
        title=f"Photo {word}",
        file=ContentFile(content.getvalue(), "rue.png"),
        uploaded_by_user=author,
    )
    picture.tags.add(f"mot-{word}".lower())
    document = Document.objects.create(
        title=f"Liste {word}",
        file=ContentFile(f"La liste {word}".encode(), "liste.txt"),
        uploaded_by_user=author,
    )
    document.tags.add(f"mot-{word}".lower())
    Collection.get_first_root_node().add_child(name=f"Collection {word}")
    Redirect.objects.create(
        old_path="/vieille-page", redirect_link=f"https://example.org/{word}".lower()
    )
    task = GroupApprovalTask.objects.create(name=f"Relecture {word}")
    task.groups.add(Group.objects.first())
    Workflow.objects.create(name=f"Circuit {word}")
    Group.objects.create(name=f"Groupe {word}")
    UploadedFile.objects.create(uploaded_by_user=author, file=ContentFile(b"x", "depot.txt"))
    EditingSession.objects.create(
        user=author,
        content_object=offer,
        last_seen_at=timezone.now() + timedelta(seconds=1),
    )
