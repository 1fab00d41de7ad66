import type { Transport } from '../http/transport.js';
import { InstancePolicyResource } from './instance-policy.js';
import { TeamPoliciesResource } from './team-policies.js';

export class PoliciesResource {
  readonly instance: InstancePolicyResource;
  readonly teams: TeamPoliciesResource;

  constructor(transport: Transport) {
    this.instance = new InstancePolicyResource(transport);
    this.teams = new TeamPoliciesResource(transport);
  }
}
