"""From the login to a revoked token, with the client that openapi-generator makes for Python."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from assistant_tokens import (
    ApiClient,
    ApiError,
    ApiException,
    AssistantsApi,
    AuthApi,
    ChatsApi,
    Configuration,
    CreateAssistantRequest,
    CreateChatRequest,
    CreateTokenRequest,
    FirstMessageRequest,
    Link,
    LoginRequest,
    Token,
    TokensApi,
    TokenType,
)

BASE_URL = os.environ["BASE_URL"]


def main() -> None:
    login = AuthApi(client()).log_in(
        LoginRequest(username="admin", password=os.environ["ADMIN_PASSWORD"])
    )
    print("Logged in as", login.user.username)
    admin = client(login.token)

    assistant = AssistantsApi(admin).create_assistant(
        CreateAssistantRequest(
            slug=f"sales-{time.time_ns() // 1_000_000}",
            name="Sales assistant",
            model_id="builtin/echo",
        )
    )
    print("Created the assistant", assistant.natural_id)

    tokens = TokensApi(admin)
    for notes in ("Staging", "Analytics", "Production"):
        token = tokens.create_token(
            CreateTokenRequest(
                type=TokenType.ASSISTANT, assistant_id=assistant.natural_id, notes=notes
            )
        )
        print("Created the token", token.notes)

    listed: list[str] = []
    pages, cursor = 0, None
    while pages == 0 or cursor:
        page = tokens.list_assistant_tokens(assistant.natural_id, limit=2, cursor=cursor)
        listed += [each.notes for each in page.embedded.inf_assistant_token]
        pages, cursor = pages + 1, cursor_of(page.links.next)
    print(f"Listed {', '.join(listed)} on {pages} pages")

    holder = client(token.token)
    itself = TokensApi(holder).get_token("self").actual_instance
    print("The token is", itself.status if isinstance(itself, Token) else "no token")
    its = AssistantsApi(holder).get_assistant(assistant.natural_id)
    print("It reads its assistant:", its.name)

    chat = ChatsApi(holder).create_chat(
        CreateChatRequest(message=FirstMessageRequest(role="user", content="Show me top deals"))
    )
    answer = chat.embedded.inf_message[1]
    print(f"It asks, and {answer.model} answers: {answer.content.splitlines()[-1]}")

    with refusal("Another assistant"):
        AssistantsApi(holder).get_assistant("admin:another")

    rotated = tokens.rotate_token(str(token.id))
    print("Rotated the token: version", rotated.secret_version)
    with refusal("The old value"):
        TokensApi(holder).get_token("self")

    tokens.revoke_token(str(token.id))
    print("Revoked the token")
    with refusal("The new value"):
        TokensApi(client(rotated.token)).get_token("self")

    AssistantsApi(admin).delete_assistant(assistant.natural_id)
    print("Deleted the assistant")


def client(credential: str | None = None) -> ApiClient:
    return ApiClient(Configuration(host=BASE_URL, access_token=credential))


def cursor_of(link: Link | None) -> str | None:
    return parse_qs(urlsplit(link.href).query)["cursor"][0] if link else None


@contextmanager
def refusal(what: str) -> Iterator[None]:
    try:
        yield
    except ApiException as exception:
        error = exception.data
        if not isinstance(error, ApiError):
            raise
        print(f"{what} is refused: {error.status_code} {error.code}")
    else:
        raise SystemExit(f"{what} was not refused")


main()
