"""How e-mail leaves: by SMTP, or through a provider that django-anymail knows."""

PREFIX = "ANYMAIL_"


def anymail_settings(env) -> dict:
    """Anymail's own settings, each under its name: ANYMAIL_BREVO_API_KEY, ANYMAIL_WEBHOOK_SECRET…

    A link of ours is private: a provider must not lead readers through its own.
    """
    given = {
        name.removeprefix(PREFIX): value
        for name, value in env.ENVIRON.items()
        if name.startswith(PREFIX) and value
    }
    return {
        # Some providers cannot be told, and have it switched off on their own site.
        "IGNORE_UNSUPPORTED_FEATURES": True,
        "SEND_DEFAULTS": {"track_opens": False, "track_clicks": False},
        **given,
    }


def email_settings(env) -> dict:
    """From EMAIL_PROVIDER, else from EMAIL_URL. Raises ImproperlyConfigured when there is none."""
    if provider := env("EMAIL_PROVIDER", default=""):
        return {"EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend"}
    return env.email_url("EMAIL_URL")
