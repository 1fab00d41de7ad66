import { deleting, putting, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { ChangeOptions, RequestOptions } from '../http/request-options.js';
import type { List } from '../pages/list.js';
import type { BodyOf, QueryOf, Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

export class TeamMembersResource extends Resource {
  list(
    teamId: string,
    query?: QueryOf<'listTeamMembers'>,
    options?: RequestOptions,
  ): List<Schemas['TeamMemberCollection']> {
    return this.collection(path`/api/teams/${teamId}/members`, query, options);
  }

  retrieve(
    teamId: string,
    username: string,
    options?: RequestOptions,
  ): Promise<Schemas['TeamMember']> {
    return this.send(reading(path`/api/teams/${teamId}/members/${username}`), options);
  }

  /** Adds a member, or changes the role of a member. */
  save(
    teamId: string,
    username: string,
    body: BodyOf<'saveTeamMember'>,
    options?: ChangeOptions,
  ): Promise<Schemas['TeamMember']> {
    return this.send(putting(path`/api/teams/${teamId}/members/${username}`, body), options);
  }

  delete(teamId: string, username: string, options?: ChangeOptions): Promise<void> {
    return this.send(deleting(path`/api/teams/${teamId}/members/${username}`), options);
  }
}
