"""Introspects, exchanges and revokes TOKEN with Authlib as it comes, and prints what it got as JSON."""

import json
import os

import requests
from authlib.integrations.requests_client import OAuth2Session

METADATA = "/.well-known/oauth-authorization-server"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"

token = os.environ["TOKEN"]
method = os.environ["METHOD"]
server = requests.get(os.environ["BASE_URL"] + METADATA).json()


def client(secret: str) -> OAuth2Session:
    return OAuth2Session(
        os.environ["CLIENT_ID"],
        secret,
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
    )


def introspect(secret: str) -> dict:
    # Authlib sends it with the method of the revocation endpoint.
    response = client(secret).introspect_token(
        server["introspection_endpoint"], token=token, token_type_hint="access_token"
    )
    return {"status": response.status_code, **response.json()}


secret = os.environ["CLIENT_SECRET"]
refused = introspect("wrong")
before = introspect(secret)
exchanged = client(secret).fetch_token(
    server["token_endpoint"],
    grant_type=TOKEN_EXCHANGE,
    subject_token=token,
    subject_token_type=ACCESS_TOKEN,
)
revoked = client(secret).revoke_token(
    server["revocation_endpoint"], token=token, token_type_hint="access_token"
)
after = introspect(secret)

print(
    json.dumps(
        {
            "refused": refused,
            "before": before,
            "exchanged": exchanged,
            "revoked": revoked.status_code,
            "after": after,
        }
    )
)
