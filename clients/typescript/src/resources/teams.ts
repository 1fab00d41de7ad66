import { changing, creating, deleting, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { ChangeOptions, CreateOptions, RequestOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';
import type { List } from '../pages/list.js';
import type { BodyOf, QueryOf, Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';
import { TeamMembersResource } from './team-members.js';

export class TeamsResource extends Resource {
  readonly members: TeamMembersResource;

  constructor(transport: Transport) {
    super(transport);
    this.members = new TeamMembersResource(transport);
  }

  create(body: BodyOf<'createTeam'>, options?: CreateOptions): Promise<Schemas['Team']> {
    return this.send(creating('/api/teams', body), options);
  }

  list(query?: QueryOf<'listTeams'>, options?: RequestOptions): List<Schemas['TeamCollection']> {
    return this.collection('/api/teams', query, options);
  }

  retrieve(id: string, options?: RequestOptions): Promise<Schemas['Team']> {
    return this.send(reading(path`/api/teams/${id}`), options);
  }

  update(
    id: string,
    body: BodyOf<'updateTeam'>,
    options?: ChangeOptions,
  ): Promise<Schemas['Team']> {
    return this.send(changing(path`/api/teams/${id}`, body, options), options);
  }

  delete(id: string, options?: ChangeOptions): Promise<void> {
    return this.send(deleting(path`/api/teams/${id}`), options);
  }
}
