import { putting, reading } from '../http/calls.js';
import type { ChangeOptions, RequestOptions } from '../http/request-options.js';
import type { BodyOf, Schemas } from '../schema/operation-types.js';
import { Resource } from './resource.js';

/** The rules for all tokens. */
export class InstancePolicyResource extends Resource {
  retrieve(options?: RequestOptions): Promise<Schemas['Policy']> {
    return this.send(reading('/api/policies/instance'), options);
  }

  /** Replaces all rules. */
  save(rules: BodyOf<'updateInstancePolicy'>, options?: ChangeOptions): Promise<Schemas['Policy']> {
    return this.send(putting('/api/policies/instance', rules), options);
  }
}
