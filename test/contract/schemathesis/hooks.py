"""What Schemathesis cannot know of the service."""

import copy
import sys
from pathlib import Path

import schemathesis

sys.path.insert(0, str(Path(__file__).parent))

import credential  # noqa: E402
import known_resources  # noqa: E402
import rules  # noqa: E402

if credential.TOKEN is not None:
    schemathesis.auth()(credential.Bearer)


@schemathesis.hook
def filter_case(context, case):
    return not is_of_another_path(case)


@schemathesis.hook
def map_case(context, case):
    if is_valid(case):
        take_own_copies(case)
        known_resources.use(case)
        rules.keep(case)
    return case


@schemathesis.hook
def before_call(context, case, kwargs):
    credential.spare(case)


@schemathesis.hook
def after_call(context, case, response):
    known_resources.learn(case, response)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    return type(failure).__name__ != "RejectedPositiveData" or not rules.explain(response)


def is_valid(case):
    """Of the operation itself: the coverage phase also tries its request with other methods."""
    is_own = case.method.upper() == case.operation.method.upper()
    return is_own and case.meta is not None and case.meta.generation.mode.is_positive


def take_own_copies(case):
    """Cases share what they have in common, invalid ones with valid ones."""
    case.headers, case.query = copy.copy(case.headers), copy.copy(case.query)
    if isinstance(case.body, (dict, list)):
        case.body = copy.deepcopy(case.body)


def is_of_another_path(case):
    """OpenAPI matches `/api/tokens/_derive` before `/api/tokens/{id}`: another operation, or none."""
    values = (case.path_parameters or {}).values()
    return "{" in case.path and any(str(value).startswith("_") for value in values)
