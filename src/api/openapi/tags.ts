/** The groups of operations, in the order of the document. */
export const TAGS = {
  auth: 'Log in, log out, and see who a credential stands for.',
  tokens: 'Issue, list, tighten, rotate and revoke tokens.',
  assistants: 'The AI assistants that tokens are limited to.',
  webhooks: 'Have the events of an assistant sent to a URL.',
  chats: 'Talk with an assistant.',
  users: 'User accounts.',
  teams: 'Teams and their members.',
  seats: 'AI seats: who may work with assistants.',
  oauth: 'Exchange a token for a JWT that is verified offline, and revoke the token one holds.',
  meta: 'Health, and what the link relations mean.',
} as const;
