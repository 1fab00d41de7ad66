/** The groups of operations, in the order of the document. */
export const TAGS = {
  auth: 'Log in, log out, and read the principal behind a credential.',
  tokens: 'Create, list, restrict, rotate and revoke tokens.',
  assistants: 'The AI assistants that tokens are limited to.',
  webhooks: 'Send the events of an assistant to a URL.',
  chats: 'Chat with an assistant.',
  users: 'User accounts.',
  teams: 'Teams and their members.',
  'service accounts': 'Owners of tokens that are not persons.',
  seats: 'AI seats, which users and service accounts need to work with assistants.',
  audit: 'The audit trail: who did what, when and from where.',
  oauth:
    'OAuth 2.0 endpoints: exchange a token for a JWT that can be verified offline, and revoke a token by its value.',
  meta: 'The entry point, health, and the documentation of link relations.',
} as const;
