"""Rules that no schema can say. Valid data are made to keep them, or may be refused for them."""

import itertools
import re
import unicodedata
from datetime import datetime, timezone

import known_resources
from credential import CALLER, TOKEN, operation_id

PASSWORD = "correct horse battery staple"
REFUSED = {"Cc", "Cn", "Co", "Cs"}
ASSISTANT = "team:sales-assistant"
AN_ID = "0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60"
BLOCKS = ["203.0.113.0/24", "2001:db8::/32", "203.0.113.0/24, 2001:db8::/32", "127.0.0.1"]
HOSTS = ["app.example.com", "app.example.com:8443", "localhost"]
URLS = ["https://hooks.invalid/", "https://hooks.invalid:8443/a?b=c"]

NEW_NAMES = {"createUser": "username", "createTeam": "id", "createAssistant": "slug"}

turns = itertools.count()
used_keys = set()


def one_of(values):
    return values[next(turns) % len(values)]


def keep(case):
    if case.headers and "Idempotency-Key" in case.headers:
        keep_key(case.headers)
    if isinstance(case.body, dict):
        keep_of_body(operation_id(case), case.body)


def keep_key(headers):
    """A key is of one request."""
    if headers["Idempotency-Key"] in used_keys:
        headers["Idempotency-Key"] = f"fuzz-{next(turns)}"
    used_keys.add(headers["Idempotency-Key"])


def keep_of_body(operation, body):
    if operation in NEW_NAMES:
        body[NEW_NAMES[operation]] = f"fuzz-{next(turns)}"
    if operation in ("createAssistant", "updateAssistant"):
        body.pop("ownerId", None)
    if operation in ("createToken", "updateToken"):
        keep_restrictions(body)
    if operation == "createToken":
        keep_type(body)
    if operation == "deriveToken" and "cidr" in body:
        body["cidr"] = one_of(BLOCKS)
    if operation in ("createUser", "updateUser") and "password" in body:
        keep_password(body)
    if operation in ("createWebhook", "updateWebhook") and "url" in body:
        body["url"] = one_of(URLS)
    if operation in ("revokeTokens", "pauseTokens", "resumeTokens"):
        keep_selection(body)
    if operation == "createChat":
        body["assistantId"] = an_assistant()
    if operation == "exchangeToken" and TOKEN is not None:
        body.update(subject_token=TOKEN, audience=an_assistant())
        body.pop("resource", None)
        body.pop("scope", None)


def an_assistant():
    """The own one, or one that is there."""
    own = (CALLER or {}).get("assistantId")
    return own or known_resources.last("/api/assistants/{id}", "id") or ASSISTANT


def keep_restrictions(body):
    """`cidr` needs `restrict: "cidr"`, which needs it, and so does `host`."""
    for kind, values in (("cidr", BLOCKS), ("host", HOSTS)):
        if body.get("restrict") == kind:
            body[kind] = one_of(values)
        else:
            body.pop(kind, None)
    if body.get("expiresAt") is not None and not is_future(body["expiresAt"]):
        body["expiresAt"] = "2100-01-15T10:00:00.000Z"


def is_future(text):
    return text[:4] > str(datetime.now(timezone.utc).year)


def keep_selection(body):
    """Either `ids`, or `filter` with `expectedCount`."""
    if "filter" in body and next(turns) % 2 == 0:
        body.pop("ids", None)
        body.setdefault("expectedCount", 0)
    else:
        body.pop("filter", None)
        body.pop("expectedCount", None)
        body.setdefault("ids", [AN_ID])


def keep_type(body):
    if body["type"] == "personal":
        body.pop("assistantId", None)
    else:
        body["assistantId"] = an_assistant()


def keep_password(body):
    """bcrypt counts bytes of the normal form, and no control character is part of a password."""
    password = unicodedata.normalize("NFC", body["password"])
    refused = any(unicodedata.category(character) in REFUSED for character in password)
    if refused or not 12 <= len(password.encode("utf-8", "surrogatepass")) <= 72:
        body["password"] = PASSWORD


# Why a request may be refused though it is valid: by the code, or by the sentence about a field.
REASONS = {
    "invalid_cursor": "a cursor is a value that only the service makes",
    "multiple_credentials": "security schemes are alternatives, but Schemathesis makes up one of each",
    "idempotency_key_reused": "the key was used for another request before, so this is a conflict",
    "precondition_failed": "the resource has been changed since, so this is a conflict",
    "invalid_subject_token": "in a token exchange this is the 401 of the token that is presented",
    "invalid_target": "the JWT is for an assistant that must exist, and be that of the token",
    "payload_too_large": "no schema can say how large a body may be as a whole",
    "invalid_scope": "the token must have the scope that the JWT asks for",
}
SENTENCES = [
    # PostgreSQL keeps no NUL, and JavaScript no number beyond 2^53.
    r"The (body|query) has a (NUL character|number that is out of range)\.",
    # Two parameters that exclude one another, in an example that has all.
    r"Send either start or cursor, not both\.",
    # In a form, what has no value counts as left out (RFC 6749, section 3.2).
    r"(token|subject_token) must be a string",
    # Two ends of a period.
    r"from must not be after to",
    r"from must be at most 366 days before the end",
    # Other fields of the request, or of the token.
    r"(cidr|host) (requires|is required with) restrict: .*",
    r"assistantId is not allowed for a personal token",
    # Either ids, or a filter with its count.
    r"ids or filter is required",
    r"filter cannot be combined with ids",
    r"expectedCount (is required|requires|cannot be|is not allowed).*",
    # Either a path or an assistant, and the path of an operation.
    r"path is required without assistantId",
    r"assistantId is not allowed with path",
    r"path must not contain a token",
    r"There is no operation with this path and the method .*",
    r"address must be an IPv4 or IPv6 address",
]


def explain(response):
    """Whether a refusal is due to such a rule, and to nothing else."""
    error = response.json()
    if error["code"] in REASONS:
        return True
    said = [detail["message"] for detail in error.get("details", [])] or [error["message"]]
    return all(any(re.fullmatch(known, sentence) for known in SENTENCES) for sentence in said)
