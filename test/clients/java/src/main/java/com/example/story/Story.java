package com.example.story;

import com.example.tokens.ApiClient;
import com.example.tokens.ApiException;
import com.example.tokens.api.AssistantsApi;
import com.example.tokens.api.AssistantsApi.APICreateAssistantRequest;
import com.example.tokens.api.AssistantsApi.APIDeleteAssistantRequest;
import com.example.tokens.api.AssistantsApi.APIGetAssistantRequest;
import com.example.tokens.api.AuthApi;
import com.example.tokens.api.AuthApi.APILogInRequest;
import com.example.tokens.api.ChatsApi;
import com.example.tokens.api.ChatsApi.APICreateChatRequest;
import com.example.tokens.api.TokensApi;
import com.example.tokens.api.TokensApi.APICreateTokenRequest;
import com.example.tokens.api.TokensApi.APIGetTokenRequest;
import com.example.tokens.api.TokensApi.APIListAssistantTokensRequest;
import com.example.tokens.api.TokensApi.APIRevokeTokenRequest;
import com.example.tokens.api.TokensApi.APIRotateTokenRequest;
import com.example.tokens.model.ApiError;
import com.example.tokens.model.Assistant;
import com.example.tokens.model.AssistantTokenCollection;
import com.example.tokens.model.CreateAssistantRequest;
import com.example.tokens.model.CreateChatRequest;
import com.example.tokens.model.CreateTokenRequest;
import com.example.tokens.model.FirstMessageRequest;
import com.example.tokens.model.IssuedToken;
import com.example.tokens.model.Link;
import com.example.tokens.model.Login;
import com.example.tokens.model.LoginRequest;
import com.example.tokens.model.Message;
import com.example.tokens.model.TokenType;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From the login to a revoked token, with the client that openapi-generator makes for Java. */
public class Story {
  private interface Call {
    void run() throws ApiException;
  }

  public static void main(String[] arguments) throws Exception {
    LoginRequest credentials =
        new LoginRequest().username("admin").password(System.getenv("ADMIN_PASSWORD"));
    Login login = new AuthApi(client(null))
        .logIn(APILogInRequest.newBuilder().loginRequest(credentials).build());
    say("Logged in as %s", login.getUser().getUsername());
    ApiClient admin = client(login.getToken());

    CreateAssistantRequest wantedAssistant = new CreateAssistantRequest()
        .slug("sales-" + System.currentTimeMillis())
        .name("Sales assistant")
        .modelId("builtin/echo");
    AssistantsApi assistants = new AssistantsApi(admin);
    Assistant assistant = assistants.createAssistant(
        APICreateAssistantRequest.newBuilder().createAssistantRequest(wantedAssistant).build());
    String assistantId = assistant.getNaturalId();
    say("Created the assistant %s", assistantId);

    TokensApi tokens = new TokensApi(admin);
    IssuedToken token = null;
    for (String notes : List.of("Staging", "Analytics", "Production")) {
      CreateTokenRequest wanted = new CreateTokenRequest()
          .type(TokenType.ASSISTANT)
          .assistantId(assistantId)
          .notes(notes);
      token = tokens.createToken(
          APICreateTokenRequest.newBuilder().createTokenRequest(wanted).build());
      say("Created the token %s", token.getNotes());
    }

    List<String> listed = new ArrayList<>();
    int pages = 0;
    String cursor = null;
    do {
      AssistantTokenCollection page = tokens.listAssistantTokens(
          APIListAssistantTokensRequest.newBuilder().id(assistantId).limit(2).cursor(cursor).build());
      page.getEmbedded().getInfAssistantToken().forEach(each -> listed.add(each.getNotes()));
      cursor = cursorOf(page.getLinks().getNext());
      pages++;
    } while (cursor != null);
    say("Listed %s on %d pages", String.join(", ", listed), pages);

    ApiClient holder = client(token.getToken());
    APIGetTokenRequest itself = APIGetTokenRequest.newBuilder().id("self").build();
    say("The token is %s", new TokensApi(holder).getToken(itself).getToken().getStatus());

    AssistantsApi reachable = new AssistantsApi(holder);
    APIGetAssistantRequest its = APIGetAssistantRequest.newBuilder().id(assistantId).build();
    say("It reads its assistant: %s", reachable.getAssistant(its).getName());

    CreateChatRequest question = new CreateChatRequest().message(new FirstMessageRequest()
        .role(FirstMessageRequest.RoleEnum.USER)
        .content("Show me top deals"));
    Message answer = new ChatsApi(holder)
        .createChat(APICreateChatRequest.newBuilder().createChatRequest(question).build())
        .getEmbedded().getInfMessage().get(1);
    say("It asks, and %s answers: %s", answer.getModel(), lastLine(answer.getContent()));

    APIGetAssistantRequest another = APIGetAssistantRequest.newBuilder().id("admin:another").build();
    expectRefusal("Another assistant", holder, () -> reachable.getAssistant(another));

    String tokenId = token.getId().toString();
    IssuedToken rotated = tokens.rotateToken(APIRotateTokenRequest.newBuilder().id(tokenId).build());
    say("Rotated the token: version %d", rotated.getSecretVersion());
    expectRefusal("The old value", holder, () -> new TokensApi(holder).getToken(itself));

    tokens.revokeToken(APIRevokeTokenRequest.newBuilder().id(tokenId).build());
    say("Revoked the token");
    ApiClient late = client(rotated.getToken());
    expectRefusal("The new value", late, () -> new TokensApi(late).getToken(itself));

    assistants.deleteAssistant(APIDeleteAssistantRequest.newBuilder().id(assistantId).build());
    say("Deleted the assistant");
  }

  /** The generated client leaves the Authorization header to an interceptor. */
  private static ApiClient client(String credential) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(System.getenv("BASE_URL"));
    client.setReadTimeout(Duration.ofSeconds(30));
    if (credential != null) {
      client.setRequestInterceptor(
          request -> request.header("Authorization", "Bearer " + credential));
    }
    return client;
  }

  private static String cursorOf(Link next) {
    if (next == null) return null;
    String query = URI.create(next.getHref()).getRawQuery();
    for (String pair : query.split("&")) {
      String[] parts = pair.split("=", 2);
      if (parts[0].equals("cursor")) return URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
    }
    return null;
  }

  private static void expectRefusal(String what, ApiClient client, Call call)
      throws JsonProcessingException {
    try {
      call.run();
    } catch (ApiException refusal) {
      ApiError error =
          client.getObjectMapper().readValue(refusal.getResponseBody(), ApiError.class);
      say("%s is refused: %d %s", what, error.getStatusCode(), error.getCode());
      return;
    }
    throw new IllegalStateException(what + " was not refused");
  }

  private static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  private static void say(String format, Object... values) {
    System.out.printf(format + "%n", values);
  }
}
