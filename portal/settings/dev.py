"""The demo and a developer's machine: real services, run by the checkout itself."""

from portal.local import elasticsearch, postgres
from portal.settings.base import *  # noqa: F403
from portal.settings.base import VAR_DIR, database_settings, env, huey_settings
from portal.settings.sending import email_settings

DEBUG = env.bool("DEBUG", default=False)
DEMO = True
# The accounts of the demo open with their password; 0 shows what production does.
SECOND_FACTOR_GRACE_DAYS = env.int("SECOND_FACTOR_GRACE_DAYS", default=None)
SECRET_KEY = env("SECRET_KEY", default="a-demo-has-no-secret")
CONTACT_KEYS = env.list("CONTACT_KEYS", default=["ZGVtby1vbmx5LWRlbW8tb25seS1kZW1vLW9ubHktZGU="])

DATABASE_URL = env("DATABASE_URL", default="")
EMBEDDED_POSTGRESQL = not DATABASE_URL
DATABASE_URL = DATABASE_URL or postgres.ensure_database(postgres.start(VAR_DIR), "boussole")
DATABASES = {"default": database_settings(DATABASE_URL)}
HUEY = huey_settings(dsn=DATABASE_URL)

PORTAL_PORT = env("PORTAL_PORT", default="8000")
WAGTAILADMIN_BASE_URL = f"http://{PORTAL_DOMAIN}:{PORTAL_PORT}"  # noqa: F405
CSRF_TRUSTED_ORIGINS = [f"http://*.{PORTAL_DOMAIN}:{PORTAL_PORT}"]  # noqa: F405

# The one named in the environment ("none" for none), or the one that `make elasticsearch` started.
ELASTICSEARCH_URL = env("ELASTICSEARCH_URL", default="") or elasticsearch.running_url(VAR_DIR) or ""
ELASTICSEARCH_URL = "" if ELASTICSEARCH_URL == "none" else ELASTICSEARCH_URL
ELASTICSEARCH_PREFIX = env("ELASTICSEARCH_PREFIX", default=f"boussole-{PORTAL_PORT}")
REPORTS_SECRET = env("REPORTS_SECRET", default="a-demo-has-no-secret")
# `make demo` starts a mail server and two carriers on this machine and names them here.
if env("EMAIL_URL", default="") or EMAIL_PROVIDER:  # noqa: F405
    vars().update(email_settings(env))
SPARE_SCHEMAS = env.int("SPARE_SCHEMAS", default=1)
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
