module example.com/acme/assistant-tokens-story

go 1.23

require example.com/acme/assistant-tokens-client v0.0.0

require gopkg.in/validator.v2 v2.0.1 // indirect

replace example.com/acme/assistant-tokens-client => ./generated
