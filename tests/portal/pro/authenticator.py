"""What a phone does with a passkey: makes a key for a site, and signs what that site asks."""

import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

# Somebody was there, it was them, and (when it is made) the key comes along.
PRESENT, MADE = 0x05, 0x45


class Authenticator:
    def __init__(self, *, origin="http://portail.localhost", site="portail.localhost", name=None):
        self.origin, self.site = origin, site
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = name or secrets.token_bytes(16)
        self.count = 0
        self.extensions = {"credProps": {"rk": True}}

    def create(self, asked):
        """A new passkey, for this question of the site."""
        point = self.key.public_key().public_numbers()
        public = {
            1: 2,
            3: -7,
            -1: 1,
            -2: point.x.to_bytes(32, "big"),
            -3: point.y.to_bytes(32, "big"),
        }
        made = bytes(16) + len(self.name).to_bytes(2, "big") + self.name + cbor2.dumps(public)
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(MADE) + made}
        return self._said("webauthn.create", asked, attestationObject=cbor2.dumps(attested))

    def get(self, asked):
        """The answer of this passkey to a question of the site."""
        data, heard = self._data(PRESENT), self._heard("webauthn.get", asked)
        signature = self.key.sign(data + hashlib.sha256(heard).digest(), ec.ECDSA(hashes.SHA256()))
        return self._said("webauthn.get", asked, authenticatorData=data, signature=signature)

    def _data(self, flags):
        self.count += 1
        site = hashlib.sha256(self.site.encode()).digest()
        return site + bytes([flags]) + self.count.to_bytes(4, "big")

    def _heard(self, kind, asked):
        heard = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(heard).encode()

    def _said(self, kind, asked, **parts):
        parts["clientDataJSON"] = self._heard(kind, asked)
        name = bytes_to_base64url(self.name)
        response = {one: bytes_to_base64url(part) for one, part in parts.items()}
        said = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps({**said, "clientExtensionResults": self.extensions})
