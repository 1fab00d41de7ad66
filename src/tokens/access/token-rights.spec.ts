import { describe, expect, it } from '@jest/globals';
import type { AssistantRights } from '../../assistants/assistant-rights.js';
import type { Principal } from '../../admission/principal.js';
import { rightsOn } from './token-rights.js';
import type { TokenRights } from './token-rights.js';
import type { Token } from '../token.entity.js';

const ALL: TokenRights = {
  see: true,
  manage: true,
  rotate: true,
  revoke: true,
  pause: true,
  readAssistant: true,
  budget: true,
};
const NONE: TokenRights = {
  see: false,
  manage: false,
  rotate: false,
  revoke: false,
  pause: false,
  readAssistant: false,
  budget: false,
};
const ALL_BUT_ASSISTANT: TokenRights = { ...ALL, readAssistant: false };
const WRITER = { read: true, write: true };
const READER = { read: true, write: false };
const STRANGER = { read: false, write: false };

type Subject = Pick<Token, 'id' | 'type' | 'userId'>;

const assistantToken: Subject = { id: 'the-token', type: 'assistant', userId: 'anna' };
const ASSISTANT = { id: 'an-assistant', naturalId: 'anna:helper', reachable: true };
const personalToken: Subject = { id: 'the-token', type: 'personal', userId: 'anna' };

function principal(parts: Partial<Principal>): Principal {
  return {
    kind: 'session',
    credentialId: 'a-session',
    secretVersion: null,
    userId: 'bert',
    userKind: 'user',
    username: 'bert',
    displayName: 'Bert',
    role: 'member',
    permissions: [],
    seat: true,
    assistant: null,
    child: null,
    readOnly: false,
    cidr: null,
    host: null,
    issuedAt: new Date(0),
    rateLimitPerMinute: null,
    expiresAt: null,
    retiresAt: null,
    ...parts,
  };
}

describe('rightsOn', () => {
  it.each<[string, Subject, Partial<Principal>]>([
    ['an assistant token', assistantToken, { kind: 'session' }],
    ['an assistant token', assistantToken, { kind: 'personal' }],
    ['a personal token', personalToken, { kind: 'session' }],
    ['a personal token', personalToken, { kind: 'personal' }],
  ])('gives the owner of %s all rights: %#', (_name, token, parts) => {
    const ofAssistant = token.type === 'assistant' ? READER : null;

    expect(rightsOn(token, principal({ ...parts, userId: 'anna' }), ofAssistant)).toEqual({
      ...ALL,
      readAssistant: token.type === 'assistant',
      budget: token.type === 'personal',
    });
  });

  it('does not show the owner an assistant that they can no longer see', () => {
    expect(rightsOn(assistantToken, principal({ userId: 'anna' }), STRANGER)).toEqual({
      ...ALL,
      readAssistant: false,
      budget: false,
    });
  });

  it.each([
    ['an assistant token', assistantToken, false, { ...ALL_BUT_ASSISTANT, budget: false }],
    ['a personal token', personalToken, false, { ...ALL_BUT_ASSISTANT, rotate: false }],
    ['a personal token', personalToken, true, ALL_BUT_ASSISTANT],
  ])(
    'gives who manages the owner of %s the rights of an owner: %#',
    (_name, token, actAs, rights) => {
      expect(rightsOn(token, principal({}), null, { manage: true, actAs })).toEqual(rights);
    },
  );

  it('gives an assistant token no rights on tokens of an account that its user manages', () => {
    const caller = principal({ kind: 'assistant', assistant: ASSISTANT });

    expect(rightsOn(personalToken, caller, null, { manage: true, actAs: true })).toEqual(NONE);
  });

  it('gives a writer of the assistant all rights on its tokens', () => {
    expect(rightsOn(assistantToken, principal({}), WRITER)).toEqual(ALL);
  });

  it('gives other users no rights', () => {
    expect(rightsOn(assistantToken, principal({}), READER)).toEqual(NONE);
    expect(rightsOn(personalToken, principal({}), null)).toEqual(NONE);
  });

  it('lets an admin only see, pause and revoke personal tokens of other users', () => {
    expect(rightsOn(personalToken, principal({ role: 'admin' }), null)).toEqual({
      see: true,
      manage: false,
      rotate: false,
      revoke: true,
      pause: true,
      readAssistant: false,
      budget: true,
    });
  });

  it('ignores rights on assistants for a personal token', () => {
    expect(rightsOn(personalToken, principal({}), WRITER)).toEqual(NONE);
  });

  it('lets an assistant token see, rotate and revoke itself, but not manage or pause itself', () => {
    const itself = principal({
      kind: 'assistant',
      assistant: ASSISTANT,
      credentialId: 'the-token',
      userId: 'anna',
    });

    expect(rightsOn(assistantToken, itself, WRITER)).toEqual({
      see: true,
      manage: false,
      rotate: true,
      revoke: true,
      pause: false,
      readAssistant: true,
      budget: false,
    });
  });

  it.each<[string, Partial<Principal>, AssistantRights]>([
    ['its owner', { userId: 'anna' }, READER],
    ['a writer', {}, WRITER],
    ['an admin', { role: 'admin' }, WRITER],
  ])('gives another assistant token of %s no rights', (_name, parts, rights) => {
    const other = principal({
      kind: 'assistant',
      assistant: ASSISTANT,
      credentialId: 'another-token',
      ...parts,
    });

    expect(rightsOn(assistantToken, other, rights)).toEqual(NONE);
    expect(rightsOn(personalToken, other, rights)).toEqual(NONE);
  });

  it('gives only admins rights on the token of a deleted user', () => {
    const orphan: Subject = { ...personalToken, userId: null };

    expect(rightsOn(orphan, principal({}), null)).toEqual(NONE);
    expect(rightsOn(orphan, principal({ role: 'admin' }), null).see).toBe(true);
  });
});
