import { OneOf } from '../../api/openapi/one-of.decorator.js';
import { ChildTokenResource } from '../children/dto/child-token.resource.js';
import { TokenResource } from './token.resource.js';

@OneOf('A token or a child token.', 'type', {
  assistant: TokenResource,
  personal: TokenResource,
  child: ChildTokenResource,
})
export class AnyTokenResource {}
