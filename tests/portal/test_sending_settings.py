import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings.sending import anymail_settings, email_settings


@pytest.fixture
def env_of():
    """`env_of(EMAIL_URL="…")`: an environment of these variables alone."""

    def make(**variables):
        env = environ.Env()
        env.ENVIRON = variables
        return env

    return make


def test_e_mail_leaves_by_smtp_unless_told_otherwise(env_of):
    given = email_settings(env_of(EMAIL_URL="smtp+tls://user:secret@mail.example:587"))
    assert given["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (given["EMAIL_HOST"], given["EMAIL_PORT"]) == ("mail.example", 587)
    assert given["EMAIL_USE_TLS"]


def test_a_provider_is_named_with_its_own_settings(env_of):
    env = env_of(EMAIL_PROVIDER="brevo", ANYMAIL_BREVO_API_KEY="key", ANYMAIL_WEBHOOK_SECRET="")
    assert email_settings(env) == {"EMAIL_BACKEND": "anymail.backends.brevo.EmailBackend"}
    given = anymail_settings(env)
    assert given["BREVO_API_KEY"] == "key"
    assert "WEBHOOK_SECRET" not in given
    assert given["SEND_DEFAULTS"] == {"track_opens": False, "track_clicks": False}


def test_a_site_that_cannot_write_does_not_start(env_of):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        email_settings(env_of())
