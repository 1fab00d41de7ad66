import { isPermitted } from './is-permitted.js';
import type { PathParams } from './is-permitted.js';
import { boundParams } from './bound-params.js';
import type { Principal } from '../../admission/principal.js';
import type { Link, Links } from '../hal/hal.types.js';
import { link, paths } from '../hal/links.js';
import { isTemplate, withQueryTemplate } from '../hal/uri-template.js';
import { operationOf } from '../openapi/operation.js';
import { ENTRY_LINKS } from './entry-links.js';
import type { EntryLink } from './entry-links.js';
import type { EntryPointResource } from './entry-point.resource.js';

/** The OpenAPI document and the pages that show it (RFC 8631). */
const DESCRIPTIONS: Links = {
  'service-desc': { href: '/api/openapi.json', type: 'application/json' },
  'service-doc': { href: '/api/docs', type: 'text/html' },
};

/** @param principal `null` for a caller without a credential */
export function assembleEntryPoint(principal: Principal | null): EntryPointResource {
  return {
    _links: {
      self: link(paths.root()),
      ...DESCRIPTIONS,
      ...Object.fromEntries(ENTRY_LINKS.flatMap((entry) => linkTo(entry, principal))),
    },
  };
}

/** Links to a template for any resource, or to the only resource that the credential reaches. */
function linkTo(entry: EntryLink, principal: Principal | null): [string, Link][] {
  const any = toLink(entry, principal, {});
  if (any !== null) return [[entry.relation, any]];
  if (principal === null) return [];
  const own = toLink(entry, principal, boundParams(operationOf(entry.operation).policy, principal));
  return own === null ? [] : [[entry.relation, own]];
}

function toLink(
  { operation: id, bodies = [{}] }: EntryLink,
  principal: Principal | null,
  params: PathParams,
): Link | null {
  const operation = operationOf(id);
  if (!bodies.some((body) => isPermitted(principal, operation, params, body))) return null;
  const href = withQueryTemplate(operation.address.fill(params), operation.query);
  return isTemplate(href) ? { href, templated: true } : { href };
}
