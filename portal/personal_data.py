"""What the code stores about people, beside the answers to questions: read by the register.

A field that may hold something of a person is in `STORED` or, by its model, in `NOT_PERSONAL`:
tests/portal/test_personal_data.py fails on one that is in neither, and on a name that is no field.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.models import LegalBasis
from themes.models import RegisterEntry

PUBLIC_TASK, CONSENT = LegalBasis.PUBLIC_TASK, LegalBasis.CONSENT
EXPLICIT, DUTY = (
    LegalBasis.EXPLICIT_CONSENT,
    LegalBasis.LEGAL_OBLIGATION,
)
ORDINARY, SENSITIVE = RegisterEntry.DataCategory.ORDINARY, RegisterEntry.DataCategory.SENSITIVE


@dataclass(frozen=True)
class Stored:
    """Fields kept for one purpose; `fields` are "contacts.Relay: email first_name"."""

    title: str | Promise
    purpose: str | Promise
    legal_basis: LegalBasis
    data_category: RegisterEntry.DataCategory
    seen_by: str | Promise
    retention: str | Promise
    fields: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return list(names_of(self.fields))


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
            "accounts.Delegation: absent stand_in",
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
        title=_("Deployment files"),
        purpose=_("Know who acts at each step of a deployment, and remind whoever is awaited."),
        legal_basis=PUBLIC_TASK,
        data_category=ORDINARY,
        seen_by=_("Whoever is named in the file; the correspondents of the place"),
        retention=_("As long as the file"),
        fields=(
            "deployment.Member: user organisation",
            "deployment.Reminder: user",
            "deployment.Document: by file name",
            "deployment.Event: by words",
            "deployment.Specifications: by content",
            "deployment.Report: by content",
        ),
    ),
    Stored(
        title=_("Exchanges between teams"),
        purpose=_("Let the teams of all territories help each other and meet."),
        legal_basis=PUBLIC_TASK,
        data_category=ORDINARY,
        seen_by=_("The teams of all territories"),
        retention=_("As long as what was written"),
        fields=(
            "hub.Thread: title",
            "hub.Post: author text removed_by",
            "hub.Idea: author title text answer",
            "hub.Vote: user",
            "hub.Resource: added_by",
            "hub.CalendarAddress: user token",
        ),
    ),
    Stored(
        title=_("Files of whole territories"),
        purpose=_("Take a territory to another portal, and bring back one that was deleted."),
        legal_basis=PUBLIC_TASK,
        data_category=ORDINARY,
        seen_by=_("National admins"),
        retention=_("Until a national admin deletes the file"),
        fields=("archives.Archive: file",),
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
            "search.OfferHiding: hidden_by shown_by",
            "search.SynonymSet: saved_by applied_by",
            "search.SynonymProposal: proposed_by decided_by",
            "search.WordsAnswer: person answered_by undone_by",
            "tenants.CommuneDecision: decided_by",
            "geography.YearApplied: asked_by",
            "themes.QuestionnaireVersion: published_by saved_by",
            "themes.RegisterEntry: approved_by",
            "themes.Reshaping: decided_by undone_by",
            "themes.Wording: submitted_by decided_by undone",
        ),
    ),
)

NOT_PERSONAL = (
    "tenants.Territory: schema_name name time_zone palette themes controller migrations languages"
    " logo_alt message",
    "tenants.Opening: name slug host zones themes palette controller problem languages logo_alt",
    "tenants.Logo: content",
    "tenants.CommuneDecision: commune",
    "tenants.Domain: domain",
    "tenants.CoverageZone: code",
    "geography.Region: code name",
    "geography.Departement: code name",
    "geography.Epci: code name",
    "geography.Commune: code name",
    "geography.YearApplied: problem",
    "themes.Theme: key name summary pictogram urgent shipped",
    "themes.SubTheme: key name",
    "themes.ModelQuestion: key definition shipped",
    "themes.RegisterEntry: question_key purpose",
    "themes.Wording: question_key definition digest reason amended",
    "themes.OwnQuestionnaire: adaptation",
    "themes.QuestionnaireVersion: note questions",
    "themes.AnswerChange: replaced",
    "themes.TerritoryAnswerChange: offers problem",
    "themes.Reshaping: moves closed opened",
    "themes.TerritoryReshaping: offers chosen chosen_after problem",
    "search.OfferHiding: reason",
    "search.IndexingFailure: detail",
    "search.IndexRebuild: index error",
    "search.DriftReport: territories",
    "search.SlowSearch: engine",
    "search.CatalogueOffer: key language theme subtheme time_zone criteria points card detail"
    " words",
    "search.CatalogueWord: word",
    "search.SynonymSet: rules note shipped",
    "search.SynonymProposal: words meaning answer",
    "search.WordsAnswer: words note",
    "contacts.Organisation: name address postal_code website",
    "contacts.InboxKey: name scopes start key_hash",
    "contacts.ContactRequest: offer_key offer_title theme organisation_name",
    "contacts.RequestCount: theme organisation_name detail",
    "contacts.ProfessionalLink: token_hash",
    "contacts.Message: language last_error",
    "archives.Archive: name slug problem",
    "country.PlaceFigures: place name parent supply requests lacking",
    "hub.Meeting: title place url note",
    "hub.Resource: title url note",
    "deployment.Document: act media_type",
    "deployment.Event: outcome subject",
    "deployment.Project: awaits host name slug structure",
    "deployment.Report: figures",
    "offers.OfferPlace: name address postal_code commune",
    "offers.OfferHours: days",
    "offers.HomePage: welcome",
    "offers.ThemePage: theme_key adaptation",
    "offers.OfferPage: summary audience steps subtheme criteria modes website access accessibility"
    " languages price coverage",
    "offers.Picture: title file description file_hash credit",
    "offers.PictureRendition: filter_spec file focal_point_key",
)


def names_of(lines: tuple[str, ...]) -> Iterator[str]:
    """ "contacts.Relay.email", one a field."""
    for line in lines:
        model, fields = line.split(": ")
        yield from (f"{model}.{field}" for field in fields.split())
