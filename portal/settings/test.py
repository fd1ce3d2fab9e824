from portal.local import postgres
from portal.settings.base import *  # noqa: F403
from portal.settings.base import VAR_DIR, database_settings, env, huey_settings

SECRET_KEY = "only-for-tests"  # noqa: S105 - this database dies with the tests
CONTACT_KEYS = ["dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="]
DATABASE_URL = env("DATABASE_URL", default="") or postgres.start(VAR_DIR)
# conftest copies a template database for each worker and puts its name here.
DATABASES = {"default": {**database_settings(DATABASE_URL), "NAME": "postgres"}}
HUEY = {
    **huey_settings(dsn=DATABASE_URL),
    "immediate": True,
    "huey_class": "portal.huey.TenantPostgresHuey",
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PORTAL_PORT = ""
DEMO = True
# Sign-in is one line in a test; those of the second proof ask for it.
SECOND_FACTOR_GRACE_DAYS = None
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# What it reports is read; nothing is sent through it.
EMAIL_PROVIDER = "postmark"
ANYMAIL = {"WEBHOOK_SECRET": "postmark:only-for-tests"}
REPORTS_SECRET = "only-for-tests"  # noqa: S105
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# No thread writes in a database that belongs to one test.
SEARCH_LOG_SECONDS = 0
SPARE_SCHEMAS = 0
# Forms are sent at once; the tests of their haste say how long.
FORM_SECONDS = 0
# A machine that is slow today writes nothing down: queries are counted.
SLOW_SEARCH_MILLISECONDS = 60_000
