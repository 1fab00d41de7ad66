/** A link of the entry point. */
export interface EntryLink {
  relation: string;
  operation: string;
  /** Set if permission depends on the body: at least one of these must be permitted. */
  bodies?: object[];
}

/**
 * All operations, in the order of the document, except those that use the URL of a resource:
 * `edit`, `inf:delete` and the rotation of a webhook are linked from the resource.
 */
export const ENTRY_LINKS: readonly EntryLink[] = [
  { relation: 'inf:log-in', operation: 'logIn' },
  { relation: 'inf:log-out', operation: 'logOut' },
  { relation: 'inf:session', operation: 'getSession' },
  { relation: 'inf:verify', operation: 'verifyRequest' },

  { relation: 'inf:tokens', operation: 'listTokens' },
  { relation: 'inf:token', operation: 'getToken' },
  {
    relation: 'inf:create-token',
    operation: 'createToken',
    bodies: [{ type: 'assistant' }, { type: 'personal' }],
  },
  { relation: 'inf:rotate', operation: 'rotateToken' },
  { relation: 'inf:revoke', operation: 'revokeToken' },
  { relation: 'inf:pause', operation: 'pauseToken' },
  { relation: 'inf:resume', operation: 'resumeToken' },
  { relation: 'inf:explain', operation: 'explainToken' },
  { relation: 'inf:explain-value', operation: 'explainTokenValue' },
  { relation: 'inf:refusal', operation: 'getRefusal' },
  { relation: 'inf:transfer', operation: 'transferTokens' },
  { relation: 'inf:token-summary', operation: 'summarizeTokens' },
  { relation: 'inf:revoke-tokens', operation: 'revokeTokens' },
  { relation: 'inf:pause-tokens', operation: 'pauseTokens' },
  { relation: 'inf:resume-tokens', operation: 'resumeTokens' },
  { relation: 'inf:usage', operation: 'getTokenUsage' },
  { relation: 'inf:children', operation: 'listChildTokens' },
  { relation: 'inf:derive', operation: 'deriveToken' },
  { relation: 'inf:revoke-children', operation: 'revokeChildTokens' },
  { relation: 'inf:introspect', operation: 'introspectToken' },
  { relation: 'inf:introspect-batch', operation: 'introspectTokens' },
  { relation: 'inf:find-token', operation: 'findToken' },
  { relation: 'inf:report-leaks', operation: 'reportLeaks' },

  { relation: 'inf:assistants', operation: 'listAssistants' },
  { relation: 'inf:assistant', operation: 'getAssistant' },
  { relation: 'inf:create-assistant', operation: 'createAssistant' },
  { relation: 'inf:assistant-tokens', operation: 'listAssistantTokens' },

  { relation: 'inf:webhooks', operation: 'listWebhooks' },
  { relation: 'inf:webhook', operation: 'getWebhook' },
  { relation: 'inf:create-webhook', operation: 'createWebhook' },
  { relation: 'inf:test', operation: 'testWebhook' },
  { relation: 'inf:webhook-deliveries', operation: 'listWebhookDeliveries' },
  { relation: 'inf:webhook-delivery', operation: 'getWebhookDelivery' },
  { relation: 'inf:redeliver', operation: 'redeliverWebhookDelivery' },

  { relation: 'inf:chats', operation: 'listChats' },
  { relation: 'inf:chat', operation: 'getChat' },
  { relation: 'inf:create-chat', operation: 'createChat' },
  { relation: 'inf:messages', operation: 'listChatMessages' },
  { relation: 'inf:message', operation: 'getChatMessage' },
  {
    relation: 'inf:create-message',
    operation: 'createChatMessage',
    bodies: [{ role: 'user' }, { role: 'tool' }],
  },
  { relation: 'inf:retry', operation: 'retryChatMessage' },

  { relation: 'inf:users', operation: 'listUsers' },
  { relation: 'inf:user', operation: 'getUser' },
  { relation: 'inf:create-user', operation: 'createUser' },

  { relation: 'inf:teams', operation: 'listTeams' },
  { relation: 'inf:team', operation: 'getTeam' },
  { relation: 'inf:create-team', operation: 'createTeam' },
  { relation: 'inf:team-members', operation: 'listTeamMembers' },
  { relation: 'inf:team-member', operation: 'getTeamMember' },
  { relation: 'inf:save-team-member', operation: 'saveTeamMember' },

  { relation: 'inf:service-accounts', operation: 'listServiceAccounts' },
  { relation: 'inf:service-account', operation: 'getServiceAccount' },
  { relation: 'inf:create-service-account', operation: 'createServiceAccount' },

  { relation: 'inf:instance-policy', operation: 'getInstancePolicy' },
  { relation: 'inf:team-policy', operation: 'getTeamPolicy' },
  { relation: 'inf:preview-policy', operation: 'previewPolicy' },

  { relation: 'inf:ai-seats', operation: 'listAiSeats' },
  { relation: 'inf:assign-ai-seats', operation: 'assignAiSeats' },
  { relation: 'inf:unassign-ai-seats', operation: 'unassignAiSeats' },

  { relation: 'inf:audit-events', operation: 'listAuditEvents' },
  { relation: 'inf:audit-event', operation: 'getAuditEvent' },
  { relation: 'inf:audit-heads', operation: 'listAuditHeads' },

  { relation: 'inf:authorization-server', operation: 'getAuthorizationServer' },
  { relation: 'inf:audit-keys', operation: 'getAuditKeys' },
  { relation: 'inf:signing-keys', operation: 'getSigningKeys' },
  { relation: 'inf:exchange-token', operation: 'exchangeToken' },
  { relation: 'inf:revoke-presented-token', operation: 'revokePresentedToken' },

  { relation: 'inf:relations', operation: 'listRelations' },
  { relation: 'inf:relation', operation: 'getRelation' },
  { relation: 'status', operation: 'getReadiness' },
];
