/** A resource and the path from which it was read. */
export interface ReadResource {
  path: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

interface LinkRequest {
  method: string;
  path: string;
  body?: unknown;
}

const at = (suffix: string, method: string, body?: unknown) => (resource: ReadResource) => ({
  method,
  path: resource.path + suffix,
  ...(body !== undefined && { body }),
});

/** The request for a relation of a resource, whether the resource links it or not. */
const REQUESTS: Record<string, (resource: ReadResource) => LinkRequest> = {
  'inf:user': ({ body }) => ({ method: 'GET', path: `/api/users/${body.username}` }),
  'inf:team': ({ path, body }) => ({
    method: 'GET',
    path: body.teamId ? `/api/teams/${body.teamId}` : path.replace(/\/members\/.*/, ''),
  }),
  'inf:team-members': at('/members', 'GET'),
  'inf:tokens': ({ body }) => ({ method: 'GET', path: `/api/tokens?username=${body.id}` }),
  'inf:token': ({ body }) => ({ method: 'GET', path: `/api/tokens/${body.tokenId}` }),
  'inf:parent': ({ body }) => ({ method: 'GET', path: `/api/tokens/${body.parentId}` }),
  'inf:assistant': ({ body }) => ({ method: 'GET', path: `/api/assistants/${body.assistantId}` }),
  'inf:assistant-tokens': at('/tokens', 'GET'),
  'inf:webhooks': at('/webhooks', 'GET'),
  'inf:webhook': ({ path }) => ({ method: 'GET', path: path.replace(/\/deliveries\/.*/, '') }),
  'inf:webhook-deliveries': at('/deliveries', 'GET'),
  'inf:chats': ({ body }) => ({ method: 'GET', path: `/api/chats?assistantId=${body.id}` }),
  'inf:chat': ({ path, body }) => ({
    method: 'GET',
    path: path.startsWith('/api/chats/')
      ? path.replace(/\/messages\/.*/, '')
      : `/api/chats/${body.chatId}`,
  }),
  'inf:messages': at('/messages', 'GET'),
  'inf:usage': ({ path }) => ({
    method: 'GET',
    path: `${path.replace('/service-accounts/', '/users/')}/usage`,
  }),
  'inf:budget': ({ path }) => ({
    method: 'GET',
    path: `${path.replace('/service-accounts/', '/users/')}/budget`,
  }),
  'inf:children': at('/children', 'GET'),
  'inf:explain': at('/_explain', 'POST', { path: '/api/chats' }),

  edit: ({ path }) => {
    if (path.includes('/members/')) return { method: 'PUT', path, body: { role: 'viewer' } };
    if (path.endsWith('/budget')) {
      return { method: 'PUT', path, body: { modelTokens: 1_000, period: 'month' } };
    }
    return { method: 'PATCH', path, body: {} };
  },
  'inf:save-team-member': ({ path, body }) => ({
    method: 'PUT',
    path: `${path}/members/${body.newMember}`,
    body: { role: 'viewer' },
  }),
  'inf:create-token': ({ body }) => ({
    method: 'POST',
    path: '/api/tokens',
    body: { type: 'assistant', assistantId: body.id },
  }),
  'inf:create-webhook': at('/webhooks', 'POST', {
    url: 'https://hooks.example.com/',
    events: ['token.created'],
  }),
  'inf:create-chat': ({ body }) => ({
    method: 'POST',
    path: '/api/chats',
    body: { assistantId: body.id, message: { role: 'user', content: 'Hello' } },
  }),
  'inf:retry': at('/_retry', 'POST'),
  'inf:create-message': at('/messages', 'POST', { role: 'tool', content: '42' }),
  'inf:test': at('/_test', 'POST'),
  'inf:redeliver': at('/_redeliver', 'POST'),
  'inf:derive': () => ({ method: 'POST', path: '/api/tokens/_derive', body: {} }),
  'inf:resume': at('/_resume', 'POST'),
  'inf:transfer': ({ body }) => ({
    method: 'POST',
    path: '/api/tokens/_transfer',
    body: { ids: [body.id], toOwner: body.username },
  }),
  'inf:rotate': at('/_rotate', 'POST', { overlapSeconds: 60 }),
  'inf:revoke-children': at('/children', 'DELETE'),
  'inf:pause': at('/_pause', 'POST', { reason: 'Under investigation' }),
  'inf:log-out': () => ({ method: 'POST', path: '/api/auth/logout' }),
  'inf:revoke': at('', 'DELETE'),
  'inf:delete': at('', 'DELETE'),
};

/** Ordered by effect: requests that change little come first. */
export const ASKED_RELATIONS: readonly string[] = Object.keys(REQUESTS);

export function requestFor(relation: string, resource: ReadResource): LinkRequest {
  const request = REQUESTS[relation];
  if (request === undefined) throw new Error(`Nobody knows what to ask of ${relation}.`);
  return request(resource);
}
