"""What every environment shares. The environment is read here and beside it, nowhere else."""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.settings.sending import anymail_settings

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]
# Everything that a running portal writes on this machine: one folder, ignored by git.
VAR_DIR = Path(env("VAR_DIR", default=BASE_DIR / "var"))

# The national site's host; territories live below it (`lyon.<domain>`).
PORTAL_DOMAIN = env("PORTAL_DOMAIN", default="portail.localhost")
PORTAL_SCHEME = env("PORTAL_SCHEME", default="http")
PORTAL_PORT = env("PORTAL_PORT", default="")
ALLOWED_HOSTS = [PORTAL_DOMAIN, f".{PORTAL_DOMAIN}"]

SHARED_APPS = [
    "django_tenants",
    "tenants",
    "tenants.geography",
    "tenants.accounts",
    "themes",
    "search",
    "contacts",
    "portal",
    "portal.look",
    "portal.journey",
    "portal.api",
    "portal.pro",
    "portal.demo",
    "portal.national",
    "portal.country",
    "portal.deployment",
    "portal.searches",
    "portal.commitments",
    "portal.outgoing",
    "portal.nationwide",
    "portal.hub",
    "portal.relays",
    "portal.content",
    "portal.archives",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "anymail",
    "corsheaders",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
]
TENANT_APPS = [
    "offers",
    "tenants.memberships",
    "wagtail_localize",
    "wagtail_localize.locales",  # replaces wagtail.locales
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
]
INSTALLED_APPS = [
    *SHARED_APPS,
    *(app for app in TENANT_APPS if app not in SHARED_APPS),
    "huey.contrib.djhuey",
]

TENANT_MODEL = "tenants.Territory"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = True
# What a new territory's schema is filled with: `fill(territory, host)`.
TERRITORY_FILL = "offers.services.fill_territory"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TEST_RUNNER = "django.test.runner.DiscoverRunner"

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["tenants.accounts.backends.TerritoryBackend"]
# Signing in with the account that one has elsewhere (OpenID Connect): none unless it is named.
OIDC_NAME = env("OIDC_NAME", default="")
OIDC_CLIENT = OIDC_NAME and {
    "client_id": env("OIDC_CLIENT_ID"),
    "client_secret": env("OIDC_CLIENT_SECRET"),
    "server_metadata_url": env("OIDC_DISCOVERY"),
}
# Behind a password are the contacts of people who asked for help.
OTP_TOTP_ISSUER = "Boussole"
# Whoever holds a role has a second proof; days from the opening of an account in which it may wait.
# None: it is asked of nobody, for a machine on which nothing is real.
SECOND_FACTOR_GRACE_DAYS: int | None = env.int("SECOND_FACTOR_GRACE_DAYS", default=0)
# A passkey is of the portal's domain, beside a password and never instead of it.
OTP_WEBAUTHN_RP_ID = PORTAL_DOMAIN
OTP_WEBAUTHN_RP_NAME = "Boussole"
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
# It would have a list of addresses: portal.pro.passkeys takes that of the site where it asks.
SILENCED_SYSTEM_CHECKS = ["otp_webauthn.E030"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

MIDDLEWARE = [
    "portal.middleware.StillAnsweringMiddleware",
    "portal.middleware.TerritoryMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.pro.second_step.SecondStepMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "offers.questionnaire.middleware.WordsToApproveMiddleware",
    "portal.stopped.TerritoryPagesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ]
        },
    }
]

CACHES = {
    alias: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": alias,
        # One key space a schema: Wagtail's keys do not carry it.
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
        # What is remembered of each site: of a thousand, not of the three hundred that it would be.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
    for alias in ("default", "renditions")
}
STORAGES = {
    "default": {"BACKEND": "portal.media.TerritoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # No address leads there: a view hands its files out, one by one.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "base_url": None},
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

WAGTAIL_SITE_NAME = "Boussole"
# A save that is pressed while an automatic one is on its way makes a second page, without what was
# typed last (Wagtail 7.4): whoever writes presses “save”, and is asked before leaving.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAILADMIN_BASE_URL = f"{PORTAL_SCHEME}://{PORTAL_DOMAIN}{PORTAL_PORT and f':{PORTAL_PORT}'}"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_USER_LOGIN_FORM = "portal.pro.account_forms.TeamSignInForm"
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
SESSION_COOKIE_AGE = 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

CONTENT_SECURITY_POLICY = {
    # Wagtail's editor writes inline styles and scripts: it has a policy of its own.
    "EXCLUDE_URL_PREFIXES": ("/admin/", "/api/v1/docs/"),
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, f"*.{PORTAL_DOMAIN}:*", f"{PORTAL_DOMAIN}:*"],
        "frame-ancestors": [SELF],
    },
}

CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]

# On the error output, for whoever collects it. Addresses that were not found are not noted: they
# may hold the secret of a request.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        # It tells of each node at each try; search.clients tells what changes.
        "elastic_transport": {"level": "ERROR"},
    },
}
TASKS = {
    "default": {
        "BACKEND": "huey.contrib.djhuey.tasks_backend.HueyBackend",
        "ENQUEUE_ON_COMMIT": True,
    }
}

# Days after which whoever is awaited in a deployment file is written to.
DEPLOYMENT_REMINDER_DAYS = (0, 14, 30, 60, 90)
# A command that reads a file on its input and ends with 0 (clean) or 1 (a virus), such as
# `clamdscan --no-summary -`; empty: files are kept unchecked, and the screens say so.
VIRUS_SCANNER = env("VIRUS_SCANNER", default="")

# Requests a minute that one network address may read.
API_READING_RATE = env("API_READING_RATE", default="600/min")
# For each key of an organisation: all that its software asks, and contacts in clear.
API_INBOX_RATE = env("API_INBOX_RATE", default="300/min")
API_REVEAL_RATE = env("API_REVEAL_RATE", default="120/hour")
# What our API is made of is in portal.api.base: the editors' screens use this library as well.
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "NUM_PROXIES": env.int("PROXIES", default=0),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Boussole",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "PREPROCESSING_HOOKS": ["portal.api.schema.only_ours"],
    # The same choices have one name, under whichever field.
    "ENUM_NAME_OVERRIDES": {
        name: f"contacts.enums.{name}"
        for name in ("RequestStatus", "DeclineReason", "ContactKind", "EventKind", "Outcome")
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# Schemas that the worker keeps ready, so that a territory opens at once; 0: none.
SPARE_SCHEMAS = env.int("SPARE_SCHEMAS", default=3)
# Days between the decision to delete a territory and its deletion.
TERRITORY_DELETION_DAYS = env.int("TERRITORY_DELETION_DAYS", default=30)

# One node or several, with commas.
ELASTICSEARCH_URL = env("ELASTICSEARCH_URL", default="")
ELASTICSEARCH_PREFIX = env("ELASTICSEARCH_PREFIX", default="boussole")
# A search that takes longer leaves a note of its kind, without its words.
SLOW_SEARCH_MILLISECONDS = env.int("SLOW_SEARCH_MILLISECONDS", default=200)
# Searches are counted in memory for this long before they are written down; 0: only when asked.
SEARCH_LOG_SECONDS = 10

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_TIMEOUT = 10
# One of those that django-anymail knows (brevo, mailjet, postmark…); none: SMTP.
EMAIL_PROVIDER = env("EMAIL_PROVIDER", default="")
ANYMAIL = anymail_settings(env)
# Addresses of companies that carry text messages, tried in turn, each with its key:
# https://KEY@carrier.example/messages
SMS_CARRIERS = env.list("SMS_CARRIERS", default=[])
SMS_SENDER = env("SMS_SENDER", default="Boussole")
SMS_BACKEND = env(
    "SMS_BACKEND",
    default="contacts.carriers.InTurn" if SMS_CARRIERS else "contacts.sms.RecordedSms",
)
# With it, carriers sign what they report of a message: delivered, or not.
REPORTS_SECRET = env("REPORTS_SECRET", default="")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="ne-pas-repondre@example.invalid")

# Where "Quitter vite" leads: a page that says nothing of who comes from here.
QUICK_EXIT_URL = env("QUICK_EXIT_URL", default="https://fr.wikipedia.org/")
# Renders an offer for its editors as a young person would see it.
OFFER_PREVIEW = "portal.journey.previews.offer_preview"
WAGTAILIMAGES_IMAGE_MODEL = "offers.Picture"
# Days between the close of a contact request and the erasure of the contact; never over 365.
CONTACT_RETENTION_DAYS = 90
# The list of erasures, kept outside of the database as well: a copy that is restored forgets them.
CONTACT_ERASURES_FILE = env("CONTACT_ERASURES_FILE", default="")
# They open nothing any more; contacts that were blocked under them are still recognised.
CONTACT_FORMER_KEYS = env.list("CONTACT_FORMER_KEYS", default=[])
# Requests that one offer takes within the hour, from wherever they come.
CONTACT_REQUESTS_PER_OFFER = env.int("CONTACT_REQUESTS_PER_OFFER", default=300)
# Nobody reads a form and fills it in faster; 0: whatever their haste.
FORM_SECONDS = env.int("FORM_SECONDS", default=2)
DEMO = False


def huey_settings(**connection):
    """Tasks live in PostgreSQL, beside the data: no broker to run on a small installation."""
    return {
        "huey_class": "portal.huey.TenantPostgresHuey",
        "name": "boussole",
        "immediate": False,
        "results": False,
        **connection,
        "consumer": {"workers": 2, "worker_type": "thread", "check_worker_health": True},
    }


def database_settings(url):
    return {
        **environ.Env.db_url_config(url),
        "ENGINE": "portal.dbbackend",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
