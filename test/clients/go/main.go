// From the login to a revoked token, with the client that openapi-generator makes for Go.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	tokens "example.com/acme/assistant-tokens-client"
)

func main() {
	log.SetFlags(0)
	if err := story(os.Getenv("BASE_URL"), os.Getenv("ADMIN_PASSWORD")); err != nil {
		log.Fatal(err)
	}
}

func story(baseURL, password string) error {
	configuration := tokens.NewConfiguration()
	configuration.Servers = tokens.ServerConfigurations{{URL: baseURL}}
	configuration.HTTPClient = &http.Client{Timeout: 30 * time.Second}
	api := tokens.NewAPIClient(configuration)
	anonymous := context.Background()

	login, _, err := api.AuthAPI.LogIn(anonymous).
		LoginRequest(*tokens.NewLoginRequest("admin", password)).Execute()
	if err != nil {
		return err
	}
	admin := as(login.Token)
	fmt.Println("Logged in as", login.User.Username)

	slug := fmt.Sprintf("sales-%d", time.Now().UnixMilli())
	wanted := tokens.NewCreateAssistantRequest(slug, "Sales assistant")
	wanted.SetModelId("builtin/echo")
	assistant, _, err := api.AssistantsAPI.CreateAssistant(admin).CreateAssistantRequest(*wanted).Execute()
	if err != nil {
		return err
	}
	fmt.Println("Created the assistant", assistant.NaturalId)

	var token *tokens.IssuedToken
	for _, notes := range []string{"Staging", "Analytics", "Production"} {
		wanted := tokens.NewCreateTokenRequest(tokens.TOKENTYPE_ASSISTANT)
		wanted.SetAssistantId(assistant.NaturalId)
		wanted.SetNotes(notes)
		if token, _, err = api.TokensAPI.CreateToken(admin).CreateTokenRequest(*wanted).Execute(); err != nil {
			return err
		}
		fmt.Println("Created the token", token.Notes)
	}

	pages := 0
	var notes []string
	for request := api.TokensAPI.ListAssistantTokens(admin, assistant.Id).Limit(2); ; {
		page, _, err := request.Execute()
		if err != nil {
			return err
		}
		pages++
		for _, listed := range page.Embedded.InfAssistantToken {
			notes = append(notes, listed.Notes)
		}
		if page.Links.Next == nil {
			break
		}
		request = request.Cursor(cursorOf(page.Links.Next))
	}
	fmt.Printf("Listed %s on %d pages\n", strings.Join(notes, ", "), pages)

	holder := as(token.Token)
	itself, _, err := api.TokensAPI.GetToken(holder, "self").Execute()
	if err != nil {
		return err
	}
	fmt.Println("The token is", itself.Token.Status)

	its, _, err := api.AssistantsAPI.GetAssistant(holder, assistant.Id).Execute()
	if err != nil {
		return err
	}
	fmt.Println("It reads its assistant:", its.Name)

	question := tokens.NewFirstMessageRequest("user", "Show me top deals")
	chat, _, err := api.ChatsAPI.CreateChat(holder).
		CreateChatRequest(*tokens.NewCreateChatRequest(*question)).Execute()
	if err != nil {
		return err
	}
	answer := chat.Embedded.InfMessage[1]
	fmt.Printf("It asks, and %s answers: %s\n", answer.GetModel(), lastLine(answer.Content))

	_, _, err = api.AssistantsAPI.GetAssistant(holder, "admin:another").Execute()
	if err = expectRefusal("Another assistant", err); err != nil {
		return err
	}

	rotated, _, err := api.TokensAPI.RotateToken(admin, token.Id).Execute()
	if err != nil {
		return err
	}
	fmt.Println("Rotated the token: version", rotated.SecretVersion)
	_, _, err = api.TokensAPI.GetToken(holder, "self").Execute()
	if err = expectRefusal("The old value", err); err != nil {
		return err
	}

	if _, err = api.TokensAPI.RevokeToken(admin, token.Id).Execute(); err != nil {
		return err
	}
	fmt.Println("Revoked the token")
	_, _, err = api.TokensAPI.GetToken(as(rotated.Token), "self").Execute()
	if err = expectRefusal("The new value", err); err != nil {
		return err
	}

	if _, err = api.AssistantsAPI.DeleteAssistant(admin, assistant.Id).Execute(); err != nil {
		return err
	}
	fmt.Println("Deleted the assistant")
	return nil
}

// as makes requests carry a credential.
func as(credential string) context.Context {
	return context.WithValue(context.Background(), tokens.ContextAccessToken, credential)
}

func cursorOf(next *tokens.Link) string {
	address, err := url.Parse(next.Href)
	if err != nil {
		return ""
	}
	return address.Query().Get("cursor")
}

func expectRefusal(what string, err error) error {
	var failure *tokens.GenericOpenAPIError
	if !errors.As(err, &failure) {
		return fmt.Errorf("%s was not refused: %v", what, err)
	}
	refusal, ok := failure.Model().(tokens.ApiError)
	if !ok {
		return err
	}
	fmt.Printf("%s is refused: %d %s\n", what, refusal.StatusCode, refusal.Code)
	return nil
}

func lastLine(text string) string {
	return text[strings.LastIndex(text, "\n")+1:]
}
