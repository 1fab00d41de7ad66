import { applyDecorators, Header } from '@nestjs/common';
import type { OperationObject, ResponseObject } from '@nestjs/swagger';
import { describeHeaders } from './headers.js';

interface Deprecation {
  /** When the route became deprecated. */
  since: Date;
  /** When the route may be removed, at least half a year later. */
  sunset: Date;
  /** The path of the page that says what to use instead. */
  instead: string;
}

const SHORTEST_NOTICE_DAYS = 180;
const DAY_MS = 86_400_000;

const deprecations = new WeakMap<object, Deprecation>();

/**
 * Marks a route as deprecated in its responses and in the document: `Deprecation` (RFC 9745),
 * `Sunset` (RFC 8594), and a `Link` for each to the page that says what to use instead.
 *
 * @throws RangeError if the notice is shorter than docs/versioning.md promises
 */
export function Deprecated(deprecation: Deprecation): MethodDecorator {
  const { since, sunset, instead } = deprecation;
  if (Number(sunset) - Number(since) < SHORTEST_NOTICE_DAYS * DAY_MS) {
    throw new RangeError(`A deprecated route must stay for at least ${SHORTEST_NOTICE_DAYS} days.`);
  }
  const links = ['deprecation', 'sunset'].map((relation) => `<${instead}>; rel="${relation}"`);
  return applyDecorators(
    (_target, _name, descriptor: PropertyDescriptor) => {
      deprecations.set(descriptor.value as object, deprecation);
    },
    Header('Deprecation', `@${Math.floor(Number(since) / 1000)}`),
    Header('Sunset', sunset.toUTCString()),
    Header('Link', links.join(', ')),
  );
}

/** Does nothing if the handler is not deprecated. */
export function describeDeprecation(operation: OperationObject, handler: object): void {
  const deprecation = deprecations.get(handler);
  if (!deprecation) return;
  const { sunset, instead } = deprecation;
  const day = sunset.toISOString().slice(0, 10);
  const notice = `Deprecated. This operation may be removed on or after ${day}. See [what to use instead](${instead}).`;
  operation.deprecated = true;
  operation.description = [notice, operation.description].filter(Boolean).join('\n\n');
  Object.assign(operation, { 'x-sunset': day });
  for (const [status, response] of Object.entries(operation.responses)) {
    if (Number(status) >= 400) continue;
    const answer = response as ResponseObject;
    answer.headers = {
      ...answer.headers,
      ...describeHeaders({
        Deprecation: 'Deprecation',
        Sunset: 'Sunset',
        Link: 'DeprecationLinks',
      }),
    };
  }
}
