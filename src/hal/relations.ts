import type { Link } from './hal.types.js';

export const CURIE: Link = { name: 'inf', href: '/api/rels/{rel}', templated: true };

/** The relations of our own, without the CURIE prefix, and what each of them means. */
export const RELATIONS: Readonly<Record<string, string>> = {
  'ai-seat': 'An AI seat that a user holds.',
  assistant: 'An AI assistant, addressed by its UUID or by its natural id `ownerId:slug`.',
  'assistant-token':
    'A token that reaches one assistant, as the collection of that assistant shows it.',
  'assistant-tokens': 'The tokens of an assistant.',
  'child-token': 'A short-lived token that was derived from an assistant token.',
  children: 'The child tokens of a token.',
  derive: 'POST here, with the token itself, to make a child token of it.',
  parent: 'The token that a child token was derived from.',
  chat: 'A conversation with an assistant.',
  message: 'A message of a chat: of the user, of the assistant, or of a tool.',
  messages: 'The messages of a chat, oldest first. POST here to go on.',
  retry: 'POST here to ask for a failed answer again.',
  rotate:
    'POST here to give the token or the webhook a new secret; everything else about it stays.',
  team: 'A team, which can own assistants.',
  'team-member': 'The membership of a user in a team.',
  'team-members': 'The members of a team.',
  token: 'An API token: the lasting record, not its value.',
  usage: 'How often a token was used: its requests by UTC day.',
  redeliver: 'POST here to send the event again.',
  test: 'POST here to send a test event to the webhook.',
  webhook: 'A URL that the events of an assistant are sent to.',
  'webhook-deliveries': 'What was sent to the webhook, and what is on its way.',
  'webhook-delivery': 'One event on its way to a webhook, with its attempts.',
  webhooks: 'The webhooks of an assistant.',
  user: 'A user account.',
};
