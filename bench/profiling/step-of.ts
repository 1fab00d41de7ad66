/** Where the code of a frame stands. */
interface Frame {
  functionName: string;
  url: string;
}

export const IDLE = 'idle';

/** Frames that V8 names itself. */
const BY_FUNCTION: Readonly<Record<string, string>> = {
  '(idle)': IDLE,
  '(garbage collector)': 'garbage collection',
  '(program)': 'network and HTTP parser',
  writeHead: 'write the response',
};

/** The first one that matches counts. */
const BY_FILE: readonly (readonly [RegExp, string])[] = [
  [/\/admission\/credentials\/secret/, 'digest of the secret'],
  [/\/admission\/(cache|resolution)\/|\/lru-cache\//, 'cache lookup'],
  [/\/admission\/(checks|guards|rate-limits)\//, 'guards and checks'],
  [/\/admission\/authentication\/|passport/, 'Passport'],
  [/\/tokens\/usage\//, 'usage and last use'],
  [/\/platform\/metrics\/|\/request-(completion|durations)/, 'metrics'],
  [/\/lane-log|\/platform\/logging\/|\/request-log|pino|\/sonic-boom\//, 'log line'],
  [/\/lane\/plain-request/, 'read the headers'],
  [/\/lane\/peek-body|\/api\/http\/body\/|\/(body-parser|raw-body)\//, 'read and parse the body'],
  [/\/verification\/introspection\//, 'assemble the response'],
  [/\/verification\/forward-auth\//, 'assemble the response'],
  [/\/verification\/lane\//, 'lane: the rest'],
  [/\/api\/validation\/|\/class-(validator|transformer)\//, 'validation'],
  [/\/helmet\/|\/security-headers/, 'security headers'],
  [/\/api\/hal\//, 'HAL'],
  [/\/dist\/src\//, 'other code of the service'],
  [/\/rxjs\//, 'rxjs'],
  [/\/@nestjs\//, 'Nest'],
  [/\/node_modules\//, 'Express and its middleware'],
  [/^node:_http_outgoing|^node:net/, 'write the response'],
  [/^node:(_http|internal\/http)/, 'node:http'],
];

/** @returns undefined for code that belongs to the step that calls it */
export function stepOf({ functionName, url }: Frame): string | undefined {
  return BY_FUNCTION[functionName] ?? BY_FILE.find(([pattern]) => pattern.test(url))?.[1];
}
