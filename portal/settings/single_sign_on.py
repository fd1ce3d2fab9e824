"""Signing in with the account that one has elsewhere (OpenID Connect): none unless it is named."""

BACKENDS = ["tenants.accounts.backends.TerritoryBackend"]


def single_sign_on_settings(env) -> dict:
    """From OIDC_CLIENT_ID and what goes with it, in the words of mozilla-django-oidc.

    Raises ImproperlyConfigured when the client is named and an address of its provider is not.
    """
    if not env("OIDC_CLIENT_ID", default=""):
        return {"OIDC_NAME": "", "AUTHENTICATION_BACKENDS": BACKENDS}
    return {
        # What the button says: the name that people know.
        "OIDC_NAME": env("OIDC_NAME"),
        "OIDC_RP_CLIENT_ID": env("OIDC_CLIENT_ID"),
        "OIDC_RP_CLIENT_SECRET": env("OIDC_CLIENT_SECRET"),
        "OIDC_OP_AUTHORIZATION_ENDPOINT": env("OIDC_AUTHORIZATION_ENDPOINT"),
        "OIDC_OP_TOKEN_ENDPOINT": env("OIDC_TOKEN_ENDPOINT"),
        "OIDC_OP_USER_ENDPOINT": env("OIDC_USER_ENDPOINT"),
        "OIDC_OP_JWKS_ENDPOINT": env("OIDC_JWKS_ENDPOINT"),
        "OIDC_RP_SIGN_ALGO": env("OIDC_SIGN_ALGO", default="RS256"),
        # Some providers sign with one key, and give it no name.
        "OIDC_VERIFY_KID": env.bool("OIDC_NAMED_KEYS", default=True),
        "OIDC_USE_PKCE": True,
        "OIDC_TIMEOUT": 5,
        # Accounts are made by the national level.
        "OIDC_CREATE_USER": False,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "pro:single_back",
        "AUTHENTICATION_BACKENDS": [*BACKENDS, "portal.pro.single_sign_on.VerifiedAddressBackend"],
    }
