"""The provider of the tests (`oidc_provider_mock`), when it signs what it says of a person.

`python -m tests.portal.pro.signing_provider PORT`
"""

import os
import sys
from functools import wraps

import uvicorn
from flask import request
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock import app
from oidc_provider_mock._storage import storage

CLIENT = "boussole"


def signed(view):
    @wraps(view)
    def answer():
        told = view().get_json() | {"iss": request.host_url.rstrip("/"), "aud": CLIENT}
        key = RSAKey.import_key(storage.jwk.as_dict(is_private=True))
        header = {"alg": "RS256", "kid": key.kid}
        return jwt.encode(header, told, key), {"Content-Type": "application/jwt; charset=utf-8"}

    return answer


if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    provider = app()
    address = "oidc-provider-mock.userinfo"
    provider.view_functions[address] = signed(provider.view_functions[address])
    uvicorn.run(provider, interface="wsgi", port=int(sys.argv[1]), log_level="error")
