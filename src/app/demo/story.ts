import { hintOf } from '../../admission/credentials/secret.js';
import type { DemoRequest, Expectation, Step } from './step.js';

const SALES = 'team:sales-assistant';
const SUPPORT = 'team:support-assistant';

const WHOLE_VALUE = /^i5[st]_[0-9A-Za-z]{42}$/;
const WHOLE_CHILD = /^i5c_[0-9A-Za-z]{42}$/;
const UUID = /^[0-9a-f-]{36}$/;
const TIME = /^\d{4}-\d\d-\d\dT/;

const get = (path: string) => (): DemoRequest => ({ method: 'GET', path });
const post = (path: string, body?: object) => (): DemoRequest => ({
  method: 'POST',
  path,
  ...(body && { body }),
});
const answer = (status: number, body?: object) => (): Expectation => ({
  status,
  ...(body && { body }),
});

const refusedByScope = answer(403, { code: 'insufficient_scope' });
const refusedAsInvalid = answer(401, { code: 'invalid_token' });

/** The life of an assistant token, from the login of its issuer to its revocation. */
export const STORY: Step[] = [
  {
    title: 'Log in as the admin. The answer contains the session, the first credential.',
    request: ({ password }) => ({
      method: 'POST',
      path: '/api/auth/login',
      body: { username: 'admin', password },
    }),
    expect: answer(200, { user: { username: 'admin', role: 'admin' }, token: WHOLE_VALUE }),
    show: ['user', 'token', 'expiresAt'],
    learn: { session: 'token' },
  },
  {
    title: 'Read the principal of the session.',
    as: 'session',
    request: get('/api/auth/session'),
    expect: answer(200, { username: 'admin', type: 'session', seat: true, assistantId: null }),
    show: ['username', 'role', 'type', 'seat', 'permissions'],
  },
  {
    title: 'Create a team.',
    as: 'session',
    request: post('/api/teams', { id: 'team', name: 'The team' }),
    expect: answer(201, { id: 'team', name: 'The team' }),
    show: ['id', 'name'],
  },
  {
    title: `Create the assistant ${SALES} of the team.`,
    as: 'session',
    request: post('/api/assistants', {
      ownerId: 'team',
      slug: 'sales-assistant',
      name: 'Sales assistant',
    }),
    expect: answer(201, { naturalId: SALES, ownerId: 'team' }),
    show: ['id', 'naturalId', 'name'],
  },
  {
    title: `Create another assistant, ${SUPPORT}. The token will not reach it.`,
    as: 'session',
    request: post('/api/assistants', {
      ownerId: 'team',
      slug: 'support-assistant',
      name: 'Support assistant',
    }),
    expect: answer(201, { naturalId: SUPPORT }),
    show: ['id', 'naturalId', 'name'],
  },
  {
    title: `Issue a token for ${SALES}. Only this answer contains its value.`,
    as: 'session',
    request: post('/api/tokens', {
      type: 'assistant',
      assistantId: SALES,
      notes: 'Production API integration',
    }),
    expect: answer(201, { id: UUID, type: 'assistant', assistantId: SALES, token: WHOLE_VALUE }),
    show: ['id', 'type', 'assistantId', 'token', 'secretVersion'],
    learn: { tokenId: 'id', firstValue: 'token' },
  },
  {
    title: 'List the tokens of the assistant. The list shows a masked value.',
    as: 'session',
    request: get(`/api/assistants/${SALES}/tokens`),
    expect: ({ tokenId, firstValue }) => ({
      status: 200,
      body: {
        _embedded: { 'inf:assistant-token': [{ id: tokenId, token: hintOf(firstValue) }] },
        total: 1,
      },
    }),
    show: ['_embedded', 'total'],
  },
  {
    title: 'Use the token to read its assistant.',
    as: 'firstValue',
    request: get(`/api/assistants/${SALES}`),
    expect: answer(200, { naturalId: SALES }),
    show: ['naturalId', 'name'],
  },
  {
    title: 'Ask the assistant a question, as an integration does. The built-in echo answers.',
    as: 'firstValue',
    request: post('/api/chats', {
      assistantId: SALES,
      message: { role: 'user', content: 'Show me top deals' },
    }),
    expect: answer(201, {
      assistantId: SALES,
      messageCount: 2,
      _embedded: {
        'inf:message': [{ role: 'user' }, { role: 'assistant', status: 'complete' }],
      },
    }),
    show: ['id', 'assistantId', 'messageCount', '_embedded'],
  },
  {
    title:
      'Derive a child token for a phone. It lasts an hour and never does more than its parent.',
    as: 'firstValue',
    request: post('/api/tokens/_derive', { expiresIn: 3600, label: 'A phone' }),
    expect: answer(201, { type: 'child', assistantId: SALES, token: WHOLE_CHILD }),
    show: ['id', 'type', 'assistantId', 'label', 'token', 'expiresAt'],
    learn: { childValue: 'token' },
  },
  {
    title: 'The child token reads the assistant.',
    as: 'childValue',
    request: get(`/api/assistants/${SALES}`),
    expect: answer(200, { naturalId: SALES }),
    show: ['naturalId', 'name'],
  },
  {
    title: 'The child token cannot derive another child token.',
    as: 'childValue',
    request: post('/api/tokens/_derive'),
    expect: refusedByScope,
  },
  {
    title: 'Read the principal of the token. It is limited to one assistant.',
    as: 'firstValue',
    request: get('/api/auth/session'),
    expect: ({ tokenId }) => ({
      status: 200,
      body: { type: 'assistant', tokenId, assistantId: SALES },
    }),
    show: ['username', 'type', 'tokenId', 'assistantId'],
  },
  {
    title: 'Read another assistant that exists: refused.',
    as: 'firstValue',
    request: get(`/api/assistants/${SUPPORT}`),
    expect: refusedByScope,
    learn: { refusal: 'message' },
  },
  {
    title: 'Read an assistant that does not exist: the same refusal, so it reveals nothing.',
    as: 'firstValue',
    request: get('/api/assistants/team:no-such-assistant'),
    expect: ({ refusal }) => ({
      status: 403,
      body: { code: 'insufficient_scope', message: refusal },
    }),
  },
  {
    title: 'List all tokens: refused.',
    as: 'firstValue',
    request: get('/api/tokens'),
    expect: refusedByScope,
  },
  {
    title: 'List the users: refused.',
    as: 'firstValue',
    request: get('/api/users'),
    expect: refusedByScope,
  },
  {
    title: 'Issue a token with the token: refused.',
    as: 'firstValue',
    request: post('/api/tokens', { type: 'assistant', assistantId: SALES }),
    expect: refusedByScope,
  },
  {
    title: 'Rotate the token. The old value keeps working for an hour.',
    as: 'firstValue',
    request: post('/api/tokens/self/_rotate', { overlapSeconds: 3600, secretVersion: 1 }),
    expect: ({ tokenId }) => ({
      status: 200,
      body: { id: tokenId, secretVersion: 2, token: WHOLE_VALUE },
    }),
    show: ['id', 'token', 'secretVersion'],
    learn: { secondValue: 'token' },
  },
  {
    title: 'During the overlap, the old value works.',
    as: 'firstValue',
    request: get(`/api/assistants/${SALES}`),
    expect: answer(200, { naturalId: SALES }),
    show: ['naturalId'],
  },
  {
    title: 'The new value works too.',
    as: 'secondValue',
    request: get(`/api/assistants/${SALES}`),
    expect: answer(200, { naturalId: SALES }),
    show: ['naturalId'],
  },
  {
    title: 'Rotate version 1 again: refused, because another rotation was first.',
    as: 'secondValue',
    request: post('/api/tokens/self/_rotate', { secretVersion: 1 }),
    expect: answer(409, { code: 'version_conflict' }),
  },
  {
    title: 'Rotate version 2 without an overlap. Both earlier values are retired at once.',
    as: 'secondValue',
    request: post('/api/tokens/self/_rotate', { secretVersion: 2 }),
    expect: ({ tokenId }) => ({
      status: 200,
      body: { id: tokenId, secretVersion: 3, token: WHOLE_VALUE },
    }),
    show: ['id', 'token', 'secretVersion'],
    learn: { thirdValue: 'token' },
  },
  {
    title: 'The child token ended with the value that derived it.',
    as: 'childValue',
    request: get(`/api/assistants/${SALES}`),
    expect: refusedAsInvalid,
  },
  {
    title: 'Use a retired value: refused, and the service records the reuse.',
    as: 'secondValue',
    request: get(`/api/assistants/${SALES}`),
    expect: refusedAsInvalid,
  },
  {
    title: 'The admin sees the reuse in the token.',
    as: 'session',
    request: ({ tokenId }) => ({ method: 'GET', path: `/api/tokens/${tokenId}` }),
    expect: answer(200, { status: 'active', secretVersion: 3, reusedAt: TIME }),
    show: ['status', 'secretVersion', 'reusedAt'],
  },
  {
    title: 'Revoke the token.',
    as: 'session',
    request: ({ tokenId }) => ({ method: 'DELETE', path: `/api/tokens/${tokenId}` }),
    expect: answer(204),
  },
  {
    title: 'Use the revoked token: refused.',
    as: 'thirdValue',
    request: get(`/api/assistants/${SALES}`),
    expect: refusedAsInvalid,
  },
  {
    title: 'Log out.',
    as: 'session',
    request: post('/api/auth/logout'),
    expect: answer(204),
  },
  {
    title: 'Use the session: refused, because it has ended.',
    as: 'session',
    request: get('/api/auth/session'),
    expect: refusedAsInvalid,
  },
];
