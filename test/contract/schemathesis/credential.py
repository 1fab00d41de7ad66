"""The credential that everything is tested with, and how it outlives the run."""

import json
import os

TOKEN = os.environ.get("FUZZ_TOKEN")
# As GET /api/auth/session tells of it.
CALLER = json.loads(os.environ.get("FUZZ_CALLER", "null"))

NO_ID = "00000000-0000-4000-8000-000000000000"
NO_USER = "nobody"
ON_USER = {"updateUser", "deleteUser"}
ON_TOKEN = {"updateToken", "revokeToken", "rotateToken"}


def operation_id(case):
    return case.operation.definition.raw.get("operationId")


class Bearer:
    def get(self, case, context):
        return TOKEN

    def set(self, case, data, context):
        """Where the document asks for one: elsewhere another credential may be what is sent."""
        if case.operation.definition.raw.get("security"):
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


def spare(case):
    """A request that would end the credential itself is made of somebody or something else."""
    if CALLER is None:
        return
    operation, path = operation_id(case), case.path_parameters or {}
    if operation in ON_USER and path.get("username") == CALLER["username"]:
        path["username"] = NO_USER
    elif operation in ON_TOKEN and str(path.get("id")).lower() in ("self", CALLER["tokenId"]):
        path["id"] = NO_ID
    elif operation == "unassignAiSeats" and CALLER["username"] in json.dumps(case.body, default=str):
        case.body = {"usernames": [NO_USER]}
