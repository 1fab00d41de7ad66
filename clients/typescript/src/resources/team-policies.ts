import { deleting, putting, reading } from '../http/calls.js';
import { path } from '../http/path.js';
import type { ChangeOptions, RequestOptions } from '../http/request-options.js';
import type { BodyOf, Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

/** The rules for the tokens of a team. They apply together with those of the instance. */
export class TeamPoliciesResource extends Resource {
  retrieve(teamId: string, options?: RequestOptions): Promise<Schemas['Policy']> {
    return this.send(reading(path`/api/policies/teams/${teamId}`), options);
  }

  /** Replaces all rules. They must not be looser than those of the instance. */
  save(
    teamId: string,
    rules: BodyOf<'updateTeamPolicy'>,
    options?: ChangeOptions,
  ): Promise<Schemas['Policy']> {
    return this.send(putting(path`/api/policies/teams/${teamId}`, rules), options);
  }

  delete(teamId: string, options?: ChangeOptions): Promise<void> {
    return this.send(deleting(path`/api/policies/teams/${teamId}`), options);
  }
}
