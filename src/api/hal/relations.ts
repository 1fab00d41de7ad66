import type { Link } from './hal.types.js';
import { paths } from './links.js';

export const CURIE: Link = { name: 'inf', href: '/api/rels/{rel}', templated: true };

export interface RelationDescription {
  /** What the target is to the resource that links to it. */
  meaning: string;
  /** Ids of the operations on the target. The first one reads an embedded resource. */
  operations: readonly [string, ...string[]];
  /** An example target. */
  href: string;
  /** An example body. */
  body?: object;
}

const ASSISTANT = 'team:sales-assistant';
const TOKEN = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60';
const CHAT = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f61';
const MESSAGE = '0198c1f2-7a55-7d10-8b6e-5f4e3d2c1b0a';
const WEBHOOK = '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f63';
const AUDIT_EVENT = '0198c1f4-2b1c-7d0e-8a51-6a0c3d4e5f62';
const DELIVERY = '0198c1f3-11c2-7d0e-8a51-6a0c3d4e5f61';

/** The relations of this API, without the CURIE prefix. */
export const RELATIONS: Readonly<Record<string, RelationDescription>> = {
  'ai-seat': {
    meaning: 'The AI seat of a user. It has no URL of its own.',
    operations: ['listAiSeats'],
    href: paths.aiSeats(),
  },
  'ai-seats': {
    meaning: 'The users who hold an AI seat, and how many seats are left.',
    operations: ['listAiSeats'],
    href: paths.aiSeats(),
  },
  'assign-ai-seats': {
    meaning: 'POST here to assign AI seats to users.',
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
    meaning: 'An AI assistant. Its URL contains its UUID or its natural id, `ownerId:slug`.',
    operations: ['getAssistant'],
    href: paths.assistant(ASSISTANT),
  },
  assistants: {
    meaning: 'The assistants that you can see.',
    operations: ['listAssistants'],
    href: paths.assistants(),
  },
  'create-assistant': {
    meaning: 'POST here to create an assistant.',
    operations: ['createAssistant'],
    href: paths.assistants(),
    body: { slug: 'sales-assistant', name: 'Sales assistant', ownerId: 'team' },
  },
  'assistant-token': {
    meaning: 'A token in the collection of its assistant.',
    operations: ['getToken'],
    href: paths.token(TOKEN),
  },
  'assistant-tokens': {
    meaning: 'The tokens of an assistant.',
    operations: ['listAssistantTokens'],
    href: paths.assistantTokens(ASSISTANT),
  },
  'audit-event': {
    meaning: 'An event of the audit trail: who did what, when, from where, and what changed.',
    operations: ['getAuditEvent'],
    href: paths.auditEvent(AUDIT_EVENT),
  },
  'audit-events': {
    meaning: 'The audit trail, as far as you may read it.',
    operations: ['listAuditEvents'],
    href: paths.auditEvents(),
  },
  'audit-head': {
    meaning: 'The signed head of a batch of audit events. It has no URL of its own.',
    operations: ['listAuditHeads'],
    href: paths.auditHeads(),
  },
  'audit-heads': {
    meaning: 'The signed heads of the audit trail.',
    operations: ['listAuditHeads'],
    href: paths.auditHeads(),
  },
  'audit-keys': {
    meaning: 'The public keys that verify the heads of the audit trail.',
    operations: ['getAuditKeys'],
    href: paths.auditKeys(),
  },
  'authorization-server': {
    meaning: 'The metadata of the OAuth 2.0 authorization server (RFC 8414).',
    operations: ['getAuthorizationServer'],
    href: '/.well-known/oauth-authorization-server',
  },
  'signing-keys': {
    meaning: 'The public keys that verify the JWTs of this service (RFC 7517).',
    operations: ['getSigningKeys'],
    href: '/.well-known/jwks.json',
  },
  'exchange-token': {
    meaning: 'POST here to exchange a token for a JWT that can be verified offline (RFC 8693).',
    operations: ['exchangeToken'],
    href: '/api/oauth/token',
    body: {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'i5t_…',
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    },
  },
  'revoke-presented-token': {
    meaning: 'POST the value of a token or session here to revoke it (RFC 7009).',
    operations: ['revokePresentedToken'],
    href: '/api/oauth/revoke',
    body: { token: 'i5t_…' },
  },
  chat: {
    meaning: 'A chat with an assistant.',
    operations: ['getChat'],
    href: paths.chat(CHAT),
  },
  chats: {
    meaning: 'Your chats. For an assistant, your chats with it.',
    operations: ['listChats'],
    href: paths.chats(),
  },
  'create-chat': {
    meaning:
      'POST here to create a chat. The answer of the assistant comes as a document or as events.',
    operations: ['createChat'],
    href: paths.chats(),
    body: { assistantId: ASSISTANT, message: { role: 'user', content: 'Show me top deals' } },
  },
  message: {
    meaning: 'A message in a chat, from the user, the assistant or a tool.',
    operations: ['getChatMessage'],
    href: paths.chatMessage(CHAT, MESSAGE),
  },
  messages: {
    meaning: 'The messages of a chat, oldest first.',
    operations: ['listChatMessages'],
    href: paths.chatMessages(CHAT),
  },
  'create-message': {
    meaning: 'POST here to continue the chat.',
    operations: ['createChatMessage'],
    href: paths.chatMessages(CHAT),
    body: { role: 'user', content: 'And the smallest one?' },
  },
  retry: {
    meaning: 'POST here to retry a failed answer.',
    operations: ['retryChatMessage'],
    href: paths.chatMessageRetry(CHAT, MESSAGE),
  },
  'child-token': {
    meaning: 'A child token: a short-lived token that was derived from an assistant token.',
    operations: ['getToken'],
    href: paths.token(TOKEN),
  },
  children: {
    meaning: 'The child tokens of a token.',
    operations: ['listChildTokens'],
    href: paths.tokenChildren(TOKEN),
  },
  'revoke-children': {
    meaning: 'DELETE this to revoke all child tokens of a token, but not the token itself.',
    operations: ['revokeChildTokens'],
    href: paths.tokenChildren(TOKEN),
  },
  derive: {
    meaning: 'POST here, with the token as the credential, to derive a child token from it.',
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
    meaning: 'DELETE this to delete the resource permanently.',
    operations: [
      'deleteAssistant',
      'deleteChat',
      'deleteTeam',
      'deleteTeamMember',
      'deleteTeamPolicy',
      'deleteServiceAccount',
      'deleteUser',
      'deleteWebhook',
    ],
    href: paths.assistant(ASSISTANT),
  },
  introspect: {
    meaning: 'POST a token here to learn whether it is valid and what it may do (RFC 7662).',
    operations: ['introspectToken'],
    href: '/api/tokens/_introspect',
    body: { token: 'i5t_…' },
  },
  'introspect-batch': {
    meaning: 'POST up to 1,000 tokens here to learn whether they are valid and what they may do.',
    operations: ['introspectTokens'],
    href: '/api/tokens/_introspect-batch',
    body: { tokens: ['i5t_…'] },
  },
  'find-token': {
    meaning: 'POST a value here to learn which token it belongs to, live or not.',
    operations: ['findToken'],
    href: '/api/tokens/_find',
    body: { value: 'i5t_…' },
  },
  'report-leaks': {
    meaning: 'POST values here that you found where they do not belong.',
    operations: ['reportLeaks'],
    href: '/api/leaks',
    body: { tokens: ['i5t_…'], source: 'gitleaks' },
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
    meaning: 'The principal: the user behind the credential, and what the credential may do.',
    operations: ['getSession'],
    href: paths.session(),
  },
  verify: {
    meaning: 'Tells a gateway whether to let a request with this credential pass.',
    operations: ['verifyRequest'],
    href: '/api/auth/verify?assistantId=team:sales-assistant',
  },
  relation: {
    meaning: 'The documentation of a link relation.',
    operations: ['getRelation'],
    href: paths.relation('assistant'),
  },
  relations: {
    meaning: 'The link relations of this service.',
    operations: ['listRelations'],
    href: paths.relations(),
  },
  revoke: {
    meaning: 'DELETE this to revoke the token. From then on the service refuses it everywhere.',
    operations: ['revokeToken'],
    href: paths.token(TOKEN),
  },
  pause: {
    meaning:
      'POST here to pause the token. The service refuses it and its child tokens until you resume it.',
    operations: ['pauseToken'],
    href: paths.tokenPause(TOKEN),
    body: { reason: 'Under investigation' },
  },
  resume: {
    meaning: 'POST here to resume a paused token. It works again, with everything it had.',
    operations: ['resumeToken'],
    href: paths.tokenResume(TOKEN),
  },
  rotate: {
    meaning: 'POST here to give the token or webhook a new secret. Everything else stays the same.',
    operations: ['rotateToken', 'rotateWebhookSecret'],
    href: paths.tokenRotate(TOKEN),
    body: { overlapSeconds: 3600 },
  },
  'service-account': {
    meaning: 'A service account: an owner of tokens that is not a person.',
    operations: ['getServiceAccount'],
    href: paths.serviceAccount('crm-sync'),
  },
  'service-accounts': {
    meaning: 'The service accounts that you manage.',
    operations: ['listServiceAccounts'],
    href: paths.serviceAccounts(),
  },
  'create-service-account': {
    meaning: 'POST here to create a service account.',
    operations: ['createServiceAccount'],
    href: paths.serviceAccounts(),
    body: { id: 'crm-sync', displayName: 'CRM synchronization', teamId: 'team' },
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
    meaning: 'POST here to create a team.',
    operations: ['createTeam'],
    href: paths.teams(),
    body: { id: 'team', name: 'Sales team' },
  },
  'instance-policy': {
    meaning: 'The policy of the instance: rules for all tokens.',
    operations: ['getInstancePolicy'],
    href: paths.instancePolicy(),
  },
  'team-policy': {
    meaning: 'The policy of a team, which is stricter than that of the instance.',
    operations: ['getTeamPolicy'],
    href: paths.teamPolicy('team'),
  },
  'preview-policy': {
    meaning: 'POST a policy here to learn how many existing tokens break it.',
    operations: ['previewPolicy'],
    href: paths.policyPreview(),
    body: { expiryRequired: true },
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
    meaning: 'PUT here to add a user to a team or to change their role.',
    operations: ['saveTeamMember'],
    href: paths.teamMember('team', 'ada'),
    body: { role: 'editor' },
  },
  token: {
    meaning: 'An API token, without its value.',
    operations: ['getToken'],
    href: paths.token(TOKEN),
  },
  tokens: {
    meaning: 'Your tokens. For a service account, its tokens.',
    operations: ['listTokens'],
    href: paths.tokens(),
  },
  'create-token': {
    meaning: 'POST here to create a token. The response contains its value only this once.',
    operations: ['createToken'],
    href: paths.tokens(),
    body: { type: 'assistant', assistantId: ASSISTANT, notes: 'Production API integration' },
  },
  transfer: {
    meaning: 'POST the ids of tokens here to give them to another owner.',
    operations: ['transferTokens'],
    href: paths.tokenTransfer(),
    body: { ids: [TOKEN], toOwner: 'crm-sync' },
  },
  'token-summary': {
    meaning: 'How many of your tokens carry which risk, with a link to the list of each.',
    operations: ['summarizeTokens'],
    href: '/api/tokens/_summary',
  },
  'revoke-tokens': {
    meaning: 'POST the ids of tokens here, or a filter, to revoke them at once.',
    operations: ['revokeTokens'],
    href: '/api/tokens/_revoke',
    body: { ids: [TOKEN] },
  },
  'pause-tokens': {
    meaning: 'POST the ids of tokens here, or a filter, to pause them at once.',
    operations: ['pauseTokens'],
    href: '/api/tokens/_pause',
    body: { ids: [TOKEN], reason: 'The CRM moves' },
  },
  'resume-tokens': {
    meaning: 'POST the ids of tokens here, or a filter, to resume them at once.',
    operations: ['resumeTokens'],
    href: '/api/tokens/_resume',
    body: { ids: [TOKEN] },
  },
  usage: {
    meaning:
      'The requests and the model tokens of a token, an assistant or a user, and their cost, by UTC day.',
    operations: ['getTokenUsage', 'getAssistantUsage', 'getUserUsage'],
    href: paths.tokenUsage(TOKEN),
  },
  explain: {
    meaning: 'POST a request here to learn whether it is refused with the token, and why.',
    operations: ['explainToken'],
    href: paths.tokenExplain(TOKEN),
    body: { method: 'POST', path: '/api/chats' },
  },
  'explain-value': {
    meaning:
      'POST the value of a token and a request here to learn whether the request is refused, and why.',
    operations: ['explainTokenValue'],
    href: '/api/tokens/_explain',
    body: { value: 'i5t_…', method: 'POST', path: '/api/chats' },
  },
  refusal: {
    meaning: 'Why a request of the last hour was refused, by its `requestId`.',
    operations: ['getRefusal'],
    href: paths.refusal('0f5f6a0e-6f0e-4d8b-9a53-0b6a6f3c1c1e'),
  },
  budget: {
    meaning: 'The budget in model tokens, and what was used of it.',
    operations: ['getTokenBudget', 'getAssistantBudget', 'getUserBudget'],
    href: paths.tokenBudget(TOKEN),
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
    meaning: 'A webhook: a URL that receives the events of an assistant.',
    operations: ['getWebhook'],
    href: paths.webhook(WEBHOOK),
  },
  webhooks: {
    meaning: 'The webhooks of an assistant.',
    operations: ['listWebhooks'],
    href: paths.assistantWebhooks(ASSISTANT),
  },
  'create-webhook': {
    meaning: 'POST here to create a webhook, which sends the events of the assistant to a URL.',
    operations: ['createWebhook'],
    href: paths.assistantWebhooks(ASSISTANT),
    body: { url: 'https://crm.example.com/hooks/assistant', events: ['token.created'] },
  },
  'webhook-deliveries': {
    meaning: 'The deliveries of events to the webhook.',
    operations: ['listWebhookDeliveries'],
    href: paths.webhookDeliveries(WEBHOOK),
  },
  'webhook-delivery': {
    meaning: 'The delivery of an event to a webhook, with its attempts.',
    operations: ['getWebhookDelivery'],
    href: paths.webhookDelivery(WEBHOOK, DELIVERY),
  },
  user: {
    meaning: 'A user account. The holder of an AI seat may be a service account instead.',
    operations: ['getUser', 'getServiceAccount'],
    href: paths.user('ada'),
  },
  users: {
    meaning: 'The user accounts.',
    operations: ['listUsers'],
    href: paths.users(),
  },
  'create-user': {
    meaning: 'POST here to create a user account.',
    operations: ['createUser'],
    href: paths.users(),
    body: { username: 'ada', password: 'correct horse battery staple' },
  },
};
