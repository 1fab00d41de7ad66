import { describe, expect, it } from '@jest/globals';
import type { Principal, UserRole } from '../admission/principal.js';
import type { TeamRole } from '../identity/teams/team-role.js';
import { mayRead, mayWrite } from './assistant-rights.js';

interface Rights {
  reads: boolean;
  writes: boolean;
}

const NONE: Rights = { reads: false, writes: false };
const READS: Rights = { reads: true, writes: false };
const ALL: Rights = { reads: true, writes: true };

function principal(username: string, role: UserRole = 'member'): Principal {
  return {
    kind: 'session',
    credentialId: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60',
    secretVersion: null,
    userId: '0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f61',
    userKind: 'user',
    username,
    displayName: username,
    role,
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
  };
}

const PRIVATE = { ownerId: 'owner', shared: false };
const SHARED = { ownerId: 'owner', shared: true };

describe('the rights on an assistant', () => {
  it.each<[string, Principal, TeamRole | null, Rights, Rights]>([
    ['its owner', principal('owner'), null, ALL, ALL],
    ['an admin of the service', principal('someone', 'admin'), null, ALL, ALL],
    ['an admin of its team', principal('someone'), 'admin', ALL, ALL],
    ['an editor of its team', principal('someone'), 'editor', ALL, ALL],
    ['a viewer of its team', principal('someone'), 'viewer', READS, READS],
    ['a viewer who is admin of the service', principal('someone', 'admin'), 'viewer', ALL, ALL],
    ['somebody else', principal('someone'), null, NONE, READS],
    ['a user whose name differs in case', principal('Owner'), null, NONE, READS],
  ])('are correct for %s', (_who, who, teamRole, ofPrivate, ofShared) => {
    const rightsOn = (assistant: typeof PRIVATE): Rights => ({
      reads: mayRead(who, assistant, teamRole),
      writes: mayWrite(who, assistant, teamRole),
    });

    expect(rightsOn(PRIVATE)).toEqual(ofPrivate);
    expect(rightsOn(SHARED)).toEqual(ofShared);
  });
});
