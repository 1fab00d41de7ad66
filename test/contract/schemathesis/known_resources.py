"""Most requests should reach something that is there: what answers told of is asked for again."""

import itertools
import re

from credential import CALLER

KEPT = 50

turns = itertools.count()
# Path parameters, by the path that they belong to.
parameters = {}
# The cursors that collections handed out, by their URL.
cursors = {}
# The entity tags of resources, by their URL.
etags = {}
templates = {}


def use(case):
    """Two of three times, in place of parameters that were made up."""
    if case.query and "cursor" in case.query:
        use_cursor(case)
    known = parameters.get(item_path(case.path), [])
    if known and next(turns) % 3 > 0:
        case.path_parameters = {**case.path_parameters, **known[next(turns) % len(known)]}
    for name in ("If-Match", "If-None-Match"):
        if case.headers and name in case.headers:
            case.headers[name] = etags.get(case.formatted_path, "*")


def last(path, name):
    known = parameters.get(path, [])
    return known[-1][name] if known else None


def use_cursor(case):
    """One that this very collection handed out, if any; a cursor excludes `start`."""
    cursor = cursors.get(case.formatted_path)
    if cursor is None or "start" in case.query:
        del case.query["cursor"]
    else:
        case.query["cursor"] = cursor


def learn(case, response):
    for cursor in re.findall(r"[?&]cursor=([\w-]+)", response.text or "")[:1]:
        cursors[case.formatted_path] = cursor
    if "etag" in response.headers:
        etags[case.formatted_path] = response.headers["etag"][0]
    if response.status_code == 404:
        forget(case)
    for href in re.findall(r'"self":\{"href":"([^"?]+)"', response.text or "")[:KEPT]:
        remember(href, case.operation.schema)


def remember(href, schema):
    for path in schema:
        match = template_of(path).fullmatch(href)
        if match is None or not match.groupdict():
            continue
        known = parameters.setdefault(path, [])
        if match.groupdict() not in known and not is_own(match.groupdict()):
            known.append(match.groupdict())
            del known[:-KEPT]


def is_own(found):
    """What `credential.spare` would replace again."""
    return CALLER is not None and {CALLER["tokenId"], CALLER["username"]} & set(found.values())


def forget(case):
    known = parameters.get(item_path(case.path), [])
    own = case.path_parameters or {}
    known[:] = [found for found in known if any(own.get(name) != found[name] for name in found)]


def item_path(path):
    """`/api/tokens/{id}` for `/api/tokens/{id}/_rotate`."""
    return path[: path.rindex("}") + 1] if "}" in path else path


def template_of(path):
    if path not in templates:
        # What begins with `_` is an operation on the collection.
        templates[path] = re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^_/][^/]*)", re.escape(path)))
    return templates[path]
