"""What the code stores about people, beside the answers to questions: read by the register.

A field that may hold something of a person is in `STORED` or, by its model, in `NOT_PERSONAL`:
tests/test_consistency.py fails on one that is in neither, and on a name that is no field.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from themes.models import RegisterEntry

OUR_APPS = {path.name for path in settings.BASE_DIR.iterdir() if (path / "apps.py").exists()}

PUBLIC_TASK, CONSENT = RegisterEntry.LegalBasis.PUBLIC_TASK, RegisterEntry.LegalBasis.CONSENT
EXPLICIT, DUTY = (
    RegisterEntry.LegalBasis.EXPLICIT_CONSENT,
    RegisterEntry.LegalBasis.LEGAL_OBLIGATION,
)
ORDINARY, SENSITIVE = RegisterEntry.DataCategory.ORDINARY, RegisterEntry.DataCategory.SENSITIVE


@dataclass(frozen=True)
class Stored:
    """Fields kept for one purpose; `fields` are "contacts.Relay: email first_name"."""

    title: str | Promise
    purpose: str | Promise
    legal_basis: RegisterEntry.LegalBasis
    data_category: RegisterEntry.DataCategory
    seen_by: str | Promise
    retention: str | Promise
    fields: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """ "contacts.Relay.email", one a field."""
        return list(_names(self.fields))


AFTER_THE_REQUEST = _("90 days after the end of the request, or less where the territory says so")
WITH_THE_ACCOUNT = _("As long as the account is there")

STORED = (
    Stored(
        title=_("Contact of a young person"),
        purpose=_("Contact them back by the date that was promised."),
        legal_basis=CONSENT,
        data_category=ORDINARY,
        seen_by=_("The organisation that is asked; an animator who gives a reason, on record"),
        retention=AFTER_THE_REQUEST,
        fields=(
            "contacts.ContactRequest: sealed_contact sealed_mask sealed_line contact_fingerprint",
            "contacts.Message: sealed_recipient sealed_subject sealed_body sealed_html external_id",
        ),
    ),
    Stored(
        title=_("What a young person adds to a request"),
        purpose=_("Spare them from saying it again: message, hours, answers that they send along."),
        legal_basis=EXPLICIT,
        data_category=SENSITIVE,
        seen_by=_("The organisation that is asked"),
        retention=AFTER_THE_REQUEST,
        fields=(
            "contacts.ContactRequest: sealed_message sealed_availability sealed_answers",
            "contacts.RequestNote: sealed_text",
        ),
    ),
    Stored(
        title=_("Following a request"),
        purpose=_("Show where the request stands to whoever has its link, and count what happens."),
        legal_basis=PUBLIC_TASK,
        data_category=ORDINARY,
        seen_by=_("The young person; the organisation that is asked; without a name, the figures"),
        retention=_("The link: with the contact. Commune and dates: without a name, for figures"),
        fields=(
            "contacts.ContactRequest: reference commune commune_name language sealed_token"
            " follow_hash notice_version",
            "contacts.RequestEvent: detail",
        ),
    ),
    Stored(
        title=_("Protection against abuse"),
        purpose=_("Limit how many requests one address sends, and answer a double submit once."),
        legal_basis=PUBLIC_TASK,
        data_category=ORDINARY,
        seen_by=_("Nobody: a keyed fingerprint"),
        retention=_("A day"),
        fields=("contacts.ContactRequest: address_fingerprint idempotency_fingerprint",),
    ),
    Stored(
        title=_("Erasures, and contacts that want no messages"),
        purpose=_("Keep who was erased erased after a restore, and write to nobody who said no."),
        legal_basis=DUTY,
        data_category=ORDINARY,
        seen_by=_("Nobody: a keyed fingerprint"),
        retention=_("Until they want messages again; for erasures, without end"),
        fields=("contacts.BlockedContact: fingerprint", "contacts.Erasure: reference"),
    ),
    Stored(
        title=_("Who looked at a contact"),
        purpose=_("Answer for each reading of a contact."),
        legal_basis=DUTY,
        data_category=ORDINARY,
        seen_by=_("National admins"),
        retention=_("The words: with the contact. Who and when: without end"),
        fields=("contacts.ContactLook: by sealed_words",),
    ),
    Stored(
        title=_("“Tell me when it opens”"),
        purpose=_("Write once, when a place has its territory."),
        legal_basis=CONSENT,
        data_category=ORDINARY,
        seen_by=_("Nobody"),
        retention=_("Until the message has left, a year at most"),
        fields=("journey.OpeningWish: sealed_contact fingerprint language",),
    ),
    Stored(
        title=_("People named in a deployment file"),
        purpose=_("Know who acts at which step, and write to whoever is waited for."),
        legal_basis=PUBLIC_TASK,
        data_category=ORDINARY,
        seen_by=_("The readers of the file: levels in their perimeter, people named in it"),
        retention=_("As long as the file; what was decided, without end"),
        fields=(
            "deployment.Member: user organisation",
            "deployment.Event: by words",
            "deployment.Document: by name",
            "deployment.Reminder: user",
            "deployment.Specifications: by content",
        ),
    ),
    Stored(
        title=_("Words that are searched"),
        purpose=_("Know what a territory lacks; nothing that looks like a name is counted."),
        legal_basis=PUBLIC_TASK,
        data_category=ORDINARY,
        seen_by=_("Editors, once five visitors typed the same in a week"),
        retention=_("13 months; the salt, a week"),
        fields=("search.SearchedWords: words language", "search.WeekSalt: value"),
    ),
    Stored(
        title=_("Accounts of professionals and staff"),
        purpose=_("Let each person in, with what their role allows."),
        legal_basis=PUBLIC_TASK,
        data_category=ORDINARY,
        seen_by=_("National admins; the animators of the territory; colleagues"),
        retention=WITH_THE_ACCOUNT,
        fields=(
            "accounts.User: password first_name last_name email",
            "accounts.TerritoryRole: user role",
            "accounts.Mandate: user zone",
            "memberships.GroupMembership: user",
            "memberships.UserPermission: user",
            "wagtailusers.UserProfile: user",
            "tenants.Opening: animator_first_name animator_last_name animator_email",
        ),
    ),
    Stored(
        title=_("Second factors"),
        purpose=_("Make sure that it is them: codes and passkeys."),
        legal_basis=PUBLIC_TASK,
        data_category=ORDINARY,
        seen_by=_("Nobody: sealed, or a fingerprint"),
        retention=WITH_THE_ACCOUNT,
        fields=(
            "pro.CodeDevice: user name sealed_key",
            "otp_totp.TOTPDevice: user",
            "otp_static.StaticDevice: user",
            "django_otp_webauthn.WebAuthnCredential: user",
            "django_otp_webauthn.WebAuthnUserHandle: user",
        ),
    ),
    Stored(
        title=_("People of organisations, and relays"),
        purpose=_("Know who promised to answer, and write to them."),
        legal_basis=PUBLIC_TASK,
        data_category=ORDINARY,
        seen_by=_("Their organisation; the animators; the young person, for whoever answers them"),
        retention=_("As long as they are in the network; a name on a request: with the contact"),
        fields=(
            "contacts.Professional: first_name last_name email phone user",
            "contacts.Relay: structure first_name last_name email",
            "contacts.MessageWishes: user",
            "contacts.ContactRequest: professional_name phone",
            "contacts.Organisation: phone email",
            "tenants.Territory: phone data_contact",
            "tenants.Opening: phone data_contact",
        ),
    ),
    Stored(
        title=_("Who wrote, decided or approved"),
        purpose=_("Answer for what is published and decided."),
        legal_basis=PUBLIC_TASK,
        data_category=ORDINARY,
        seen_by=_("The team of the territory; national admins"),
        retention=_("As long as what was written"),
        fields=(
            "wagtailcore.Page: owner locked_by",
            "wagtailcore.Revision: user",
            "wagtailcore.PageLogEntry: user",
            "wagtailcore.ModelLogEntry: user",
            "wagtailcore.Comment: user resolved_by",
            "wagtailcore.CommentReply: user",
            "wagtailcore.PageSubscription: user",
            "wagtailcore.TaskState: finished_by",
            "wagtailcore.WorkflowState: requested_by",
            "wagtailcore.UploadedFile: uploaded_by_user",
            "wagtailadmin.EditingSession: user",
            "wagtailadmin.FormState: user",
            "wagtaildocs.Document: uploaded_by_user",
            "wagtailimages.Image: uploaded_by_user",
            "wagtail_localize.StringTranslation: last_translated_by",
            "wagtail_localize.SegmentOverride: last_translated_by",
            "offers.Picture: uploaded_by_user",
            "search.SynonymSet: saved_by applied_by",
            "search.SynonymProposal: proposed_by decided_by",
            "search.WordsAnswer: person answered_by undone_by",
            "themes.RegisterEntry: approved_by",
            "themes.Wording: submitted_by decided_by",
        ),
    ),
)

NOT_PERSONAL = (
    "deployment.Project: name slug zones structure host awaits",
    "deployment.Event: subject outcome",
    "deployment.Document: act file media_type",
    "tenants.Territory: schema_name name time_zone palette themes controller migrations",
    "tenants.Opening: name slug host zones themes palette controller problem",
    "tenants.Domain: domain",
    "tenants.CoverageZone: code",
    "geography.Region: code name",
    "geography.Departement: code name",
    "geography.Epci: code name",
    "geography.Commune: code name",
    "themes.Theme: key name summary pictogram urgent shipped",
    "themes.SubTheme: key name",
    "themes.ModelQuestion: key definition shipped",
    "themes.RegisterEntry: question_key purpose",
    "themes.Wording: question_key definition digest reason amended",
    "search.IndexingFailure: detail",
    "search.IndexRebuild: index error",
    "search.DriftReport: territories",
    "search.SlowSearch: engine",
    "search.CatalogueOffer: key language theme subtheme time_zone criteria points card detail"
    " words",
    "search.CatalogueWord: word",
    "search.SynonymSet: rules note shipped",
    "search.SearchedWords: language",
    "search.SynonymProposal: words meaning answer",
    "search.WordsAnswer: words note",
    "contacts.Organisation: name address postal_code website",
    "contacts.InboxKey: name scopes start key_hash",
    "contacts.ContactRequest: offer_key offer_title theme organisation_name",
    "contacts.RequestCount: theme organisation_name detail",
    "contacts.ProfessionalLink: token_hash",
    "contacts.Message: language last_error",
    "offers.OfferPlace: name address postal_code commune",
    "offers.OfferHours: days",
    "offers.HomePage: welcome",
    "offers.ThemePage: theme_key",
    "offers.OfferPage: summary audience steps subtheme criteria modes website access accessibility"
    " languages price coverage",
    "offers.Picture: title file description file_hash credit",
    "offers.PictureRendition: filter_spec file focal_point_key",
)

_TELLING = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
)


def undeclared_fields() -> set[str]:
    """Fields that may hold something of a person and are declared nowhere."""
    return set(_may_be_personal()) - declared_fields()


def unknown_names() -> set[str]:
    """Declared names that are no field."""
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
    }
    return declared_fields() - fields


def declared_fields() -> set[str]:
    return {*_names(NOT_PERSONAL), *(name for group in STORED for name in group.names)}


def _names(lines: tuple[str, ...]) -> Iterator[str]:
    for line in lines:
        model, fields = line.split(": ")
        yield from (f"{model}.{field}" for field in fields.split())


def _may_be_personal() -> Iterator[str]:
    """Of our models, what holds words; of those of libraries, an e-mail address or an account."""
    user = get_user_model()
    for model in apps.get_models():
        ours = model.__module__.split(".")[0] in OUR_APPS
        for field in model._meta.local_concrete_fields:
            tells = isinstance(field, models.EmailField) or field.related_model is user
            if tells or (ours and isinstance(field, _TELLING) and not field.choices):
                yield f"{model._meta.label}.{field.name}"
