import type { Link } from './hal.types.js';
import { paths } from './links.js';

export const CURIE: Link = { name: 'inf', href: '/api/rels/{rel}', templated: true };

export interface RelationDescription {
  /** What the resource at the other end is to the one that links to it. */
  meaning: string;
  /** What may be asked of it, by operation id; what an answer embeds is found by the first. */
  operations: readonly [string, ...string[]];
  /** Where such a link leads, for example. */
  href: string;
  /** What is sent there, for example. */
  body?: object;
}

const ASSISTANT = 'team:sales-assistant';
const TOKEN = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const CHAT = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f61';
const MESSAGE = '0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a';
const WEBHOOK = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f63';
const DELIVERY = '0198c1f3-11c2-7d0e-8a51-6a0c3d4e5f61';

/** The relations of our own, without the CURIE prefix. */
export const RELATIONS: Readonly<Record<string, RelationDescription>> = {
  'ai-seat': {
    meaning: 'An AI seat that a user holds. It has no address of its own.',
    operations: ['listAiSeats'],
    href: paths.aiSeats(),
  },
  'ai-seats': {
    meaning: 'Who holds an AI seat, and how many are left.',
    operations: ['listAiSeats'],
    href: paths.aiSeats(),
  },
  'assign-ai-seats': {
    meaning: 'POST here to give users an AI seat.',
    operations: ['assignAiSeats'],
    href: '/api/ai-seats/_assign',
    body: { usernames: ['ada'] },
  },
  'unassign-ai-seats': {
    meaning: 'POST here to take AI seats away from users.',
    operations: ['unassignAiSeats'],
    href: '/api/ai-seats/_unassign',
    body: { usernames: ['ada'] },
  },
  assistant: {
    meaning: 'An AI assistant, addressed by its UUID or by its natural id `ownerId:slug`.',
    operations: ['getAssistant'],
    href: paths.assistant(ASSISTANT),
  },
  assistants: {
    meaning: 'The assistants that you may see.',
    operations: ['listAssistants'],
    href: paths.assistants(),
  },
  'create-assistant': {
    meaning: 'POST here to make an assistant.',
    operations: ['createAssistant'],
    href: paths.assistants(),
    body: { slug: 'sales-assistant', name: 'Sales assistant', ownerId: 'team' },
  },
  'assistant-token': {
    meaning: 'A token that reaches one assistant, as the collection of that assistant shows it.',
    operations: ['getToken'],
    href: paths.token(TOKEN),
  },
  'assistant-tokens': {
    meaning: 'The tokens of an assistant.',
    operations: ['listAssistantTokens'],
    href: paths.assistantTokens(ASSISTANT),
  },
  'authorization-server': {
    meaning: 'What the OAuth 2.0 side of this service can do, and where (RFC 8414).',
    operations: ['getAuthorizationServer'],
    href: '/.well-known/oauth-authorization-server',
  },
  'signing-keys': {
    meaning: 'The keys that verify the JWTs of this service (RFC 7517).',
    operations: ['getSigningKeys'],
    href: '/.well-known/jwks.json',
  },
  'exchange-token': {
    meaning: 'POST here to exchange a token for a JWT that is verified offline (RFC 8693).',
    operations: ['exchangeToken'],
    href: '/api/oauth/token',
    body: {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'i5t_…',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    },
  },
  'revoke-presented-token': {
    meaning: 'POST here the value of a token or a session to end it (RFC 7009).',
    operations: ['revokePresentedToken'],
    href: '/api/oauth/revoke',
    body: { token: 'i5t_…' },
  },
  chat: {
    meaning: 'A conversation with an assistant.',
    operations: ['getChat'],
    href: paths.chat(CHAT),
  },
  chats: {
    meaning: 'Your chats; of an assistant, those with it.',
    operations: ['listChats'],
    href: paths.chats(),
  },
  'create-chat': {
    meaning: 'POST here to start a chat. The answer comes as a document, or as events.',
    operations: ['createChat'],
    href: paths.chats(),
    body: { assistantId: ASSISTANT, message: { role: 'user', content: 'Show me top deals' } },
  },
  message: {
    meaning: 'A message of a chat: of the user, of the assistant, or of a tool.',
    operations: ['getChatMessage'],
    href: paths.chatMessage(CHAT, MESSAGE),
  },
  messages: {
    meaning: 'The messages of a chat, oldest first.',
    operations: ['listChatMessages'],
    href: paths.chatMessages(CHAT),
  },
  'create-message': {
    meaning: 'POST here to go on with the chat.',
    operations: ['createChatMessage'],
    href: paths.chatMessages(CHAT),
    body: { role: 'user', content: 'And the smallest one?' },
  },
  retry: {
    meaning: 'POST here to ask for a failed answer again.',
    operations: ['retryChatMessage'],
    href: paths.chatMessageRetry(CHAT, MESSAGE),
  },
  'child-token': {
    meaning: 'A short-lived token that was derived from an assistant token.',
    operations: ['getToken'],
    href: paths.token(TOKEN),
  },
  children: {
    meaning: 'The child tokens of a token.',
    operations: ['listChildTokens'],
    href: paths.tokenChildren(TOKEN),
  },
  'revoke-children': {
    meaning: 'DELETE this to revoke all child tokens of a token; the token stays.',
    operations: ['revokeChildTokens'],
    href: paths.tokenChildren(TOKEN),
  },
  derive: {
    meaning: 'POST here, with the token itself, to make a child token of it.',
    operations: ['deriveToken'],
    href: paths.tokenDerive(),
    body: { expiresIn: 3600, label: 'iPhone of Ada' },
  },
  parent: {
    meaning: 'The token that a child token was derived from.',
    operations: ['getToken'],
    href: paths.token(TOKEN),
  },
  delete: {
    meaning: 'DELETE this to remove the resource, for good.',
    operations: [
      'deleteAssistant',
      'deleteChat',
      'deleteTeam',
      'deleteTeamMember',
      'deleteUser',
      'deleteWebhook',
    ],
    href: paths.assistant(ASSISTANT),
  },
  introspect: {
    meaning: 'POST a token here to be told whether it is good, and for what (RFC 7662).',
    operations: ['introspectToken'],
    href: '/api/tokens/_introspect',
    body: { token: 'i5t_…' },
  },
  'introspect-batch': {
    meaning: 'POST up to 1,000 tokens here to be told whether they are good, and for what.',
    operations: ['introspectTokens'],
    href: '/api/tokens/_introspect-batch',
    body: { tokens: ['i5t_…'] },
  },
  'log-in': {
    meaning: 'POST a username and a password here to open a session.',
    operations: ['logIn'],
    href: '/api/auth/login',
    body: { username: 'ada', password: 'correct horse battery staple' },
  },
  'log-out': {
    meaning: 'POST here to end the session.',
    operations: ['logOut'],
    href: '/api/auth/logout',
  },
  session: {
    meaning: 'Who the credential stands for, and what it may do.',
    operations: ['getSession'],
    href: paths.session(),
  },
  verify: {
    meaning: 'For gateways: may a request with this credential pass?',
    operations: ['verifyRequest'],
    href: '/api/auth/verify?assistantId=team:sales-assistant',
  },
  relation: {
    meaning: 'What a link relation of this service means.',
    operations: ['getRelation'],
    href: paths.relation('assistant'),
  },
  relations: {
    meaning: 'The link relations of this service.',
    operations: ['listRelations'],
    href: paths.relations(),
  },
  revoke: {
    meaning: 'DELETE this to revoke the token: it is refused everywhere from then on.',
    operations: ['revokeToken'],
    href: paths.token(TOKEN),
  },
  rotate: {
    meaning:
      'POST here to give the token or the webhook a new secret; everything else about it stays.',
    operations: ['rotateToken', 'rotateWebhookSecret'],
    href: paths.tokenRotate(TOKEN),
    body: { overlapSeconds: 3600 },
  },
  team: {
    meaning: 'A team, which can own assistants.',
    operations: ['getTeam'],
    href: paths.team('team'),
  },
  teams: {
    meaning: 'The teams that you administer.',
    operations: ['listTeams'],
    href: paths.teams(),
  },
  'create-team': {
    meaning: 'POST here to make a team.',
    operations: ['createTeam'],
    href: paths.teams(),
    body: { id: 'team', name: 'Sales team' },
  },
  'team-member': {
    meaning: 'The membership of a user in a team.',
    operations: ['getTeamMember'],
    href: paths.teamMember('team', 'ada'),
  },
  'team-members': {
    meaning: 'The members of a team.',
    operations: ['listTeamMembers'],
    href: paths.teamMembers('team'),
  },
  'save-team-member': {
    meaning: 'PUT here to add a user to a team, or to change the role there.',
    operations: ['saveTeamMember'],
    href: paths.teamMember('team', 'ada'),
    body: { role: 'editor' },
  },
  token: {
    meaning: 'An API token: the lasting record, not its value.',
    operations: ['getToken'],
    href: paths.token(TOKEN),
  },
  tokens: {
    meaning: 'Your tokens.',
    operations: ['listTokens'],
    href: paths.tokens(),
  },
  'create-token': {
    meaning: 'POST here to issue a token. The answer holds its value, the only time it is shown.',
    operations: ['createToken'],
    href: paths.tokens(),
    body: { type: 'assistant', assistantId: ASSISTANT, notes: 'Production API integration' },
  },
  usage: {
    meaning: 'How often a token was used: its requests by UTC day.',
    operations: ['getTokenUsage'],
    href: paths.tokenUsage(TOKEN),
  },
  redeliver: {
    meaning: 'POST here to send the event again.',
    operations: ['redeliverWebhookDelivery'],
    href: paths.webhookRedeliver(WEBHOOK, DELIVERY),
  },
  test: {
    meaning: 'POST here to send a test event to the webhook.',
    operations: ['testWebhook'],
    href: paths.webhookTest(WEBHOOK),
  },
  webhook: {
    meaning: 'A URL that the events of an assistant are sent to.',
    operations: ['getWebhook'],
    href: paths.webhook(WEBHOOK),
  },
  webhooks: {
    meaning: 'The webhooks of an assistant.',
    operations: ['listWebhooks'],
    href: paths.assistantWebhooks(ASSISTANT),
  },
  'create-webhook': {
    meaning: 'POST here to have the events of the assistant sent to a URL.',
    operations: ['createWebhook'],
    href: paths.assistantWebhooks(ASSISTANT),
    body: { url: 'https://crm.example.com/hooks/assistant', events: ['token.created'] },
  },
  'webhook-deliveries': {
    meaning: 'What was sent to the webhook, and what is on its way.',
    operations: ['listWebhookDeliveries'],
    href: paths.webhookDeliveries(WEBHOOK),
  },
  'webhook-delivery': {
    meaning: 'One event on its way to a webhook, with its attempts.',
    operations: ['getWebhookDelivery'],
    href: paths.webhookDelivery(WEBHOOK, DELIVERY),
  },
  user: {
    meaning: 'A user account.',
    operations: ['getUser'],
    href: paths.user('ada'),
  },
  users: {
    meaning: 'The user accounts.',
    operations: ['listUsers'],
    href: paths.users(),
  },
  'create-user': {
    meaning: 'POST here to make a user account.',
    operations: ['createUser'],
    href: paths.users(),
    body: { username: 'ada', password: 'correct horse battery staple' },
  },
};
