import { asking } from '../http/calls.js';
import type { RequestOptions } from '../http/request-options.js';
import type { Transport } from '../http/transport.js';
import type { BodyOf, Schemas } from '../schema/operation-types.js';
import { InstancePolicyResource } from './instance-policy.js';
import { Resource } from './resource.js';
import { TeamPoliciesResource } from './team-policies.js';

export class PoliciesResource extends Resource {
  readonly instance: InstancePolicyResource;
  readonly teams: TeamPoliciesResource;

  constructor(transport: Transport) {
    super(transport);
    this.instance = new InstancePolicyResource(transport);
    this.teams = new TeamPoliciesResource(transport);
  }

  /** Counts the tokens that break a policy that nobody has set yet. Nothing changes. */
  preview(
    policy: BodyOf<'previewPolicy'>,
    options?: RequestOptions,
  ): Promise<Schemas['PolicyPreview']> {
    return this.send(asking('/api/policies/_preview', policy), options);
  }
}
