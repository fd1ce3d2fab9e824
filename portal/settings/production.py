"""Production: every secret and address comes from the environment, none has a default."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import PORTAL_DOMAIN, database_settings, env, huey_settings
from portal.settings.sending import email_settings

SECRET_KEY = env("SECRET_KEY")
# Fernet keys for contacts; the first encrypts, all decrypt: put a new one in front to rotate.
CONTACT_KEYS = env.list("CONTACT_KEYS")
DATABASE_URL = env("DATABASE_URL")
DATABASES = {"default": database_settings(DATABASE_URL)}
HUEY = huey_settings(dsn=DATABASE_URL)

PORTAL_SCHEME = "https"
ALLOWED_HOSTS = [PORTAL_DOMAIN, f".{PORTAL_DOMAIN}", *env.list("ALLOWED_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [f"https://{PORTAL_DOMAIN}", f"https://*.{PORTAL_DOMAIN}"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 30 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
vars().update(email_settings(env))
