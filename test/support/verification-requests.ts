import fc from 'fast-check';

/** A request as it is sent, without `Host` and `Connection`. */
export interface DrawnRequest {
  method: string;
  target: string;
  headers: string[];
  body: string;
}

const VERIFY = '/api/auth/verify';
const INTROSPECT = '/api/tokens/_introspect';
const BATCH = '/api/tokens/_introspect-batch';
const FORM = 'application/x-www-form-urlencoded';

export const EXTRA_HEADERS = [
  'Accept: */*',
  'Accept: application/json',
  'Accept: application/hal+json',
  'Accept: application/json;q=0.5, */*;q=0.1',
  'Accept: text/html',
  'Accept: text/event-stream',
  'Accept:',
  'Accept-Encoding: gzip, br',
  'Content-Encoding: gzip',
  'Content-Type: text/plain',
  'Cookie: theme=dark',
  'Cookie: assistant-tokens=nothing',
  'Cookie: sid=nothing',
  'DPoP: nothing',
  'Expect: 100-continue',
  'Forwarded: for=203.0.113.7',
  'Idempotency-Key: one',
  'If-Match: *',
  'If-None-Match: *',
  'If-None-Match: "nothing"',
  'Origin: https://app.example.com',
  'Origin: null',
  'Range: bytes=0-1',
  'Sec-Fetch-Site: cross-site',
  'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'User-Agent: a gateway',
  'X-Forwarded-For: 203.0.113.7',
  'X-Forwarded-For: 203.0.113.7, 10.1.2.3',
  'X-Forwarded-For: 203.0.113.7:40000, 10.1.2.3:50000',
  'X-Forwarded-For: 203.0.113.7, [2001:db8::1]:50000',
  'X-Forwarded-For: 203.0.113.7, 127.0.0.1:port',
  'X-Forwarded-For: unknown',
  'X-Forwarded-Host: elsewhere.example.com',
  'X-Forwarded-Method: DELETE',
  'X-Forwarded-Method: GET',
  'X-Forwarded-Proto: https',
  'X-Http-Method-Override: POST',
  'X-Original-Method: GET',
  'X-ORIGINAL-METHOD: POST',
  'X-Original-URI: /somewhere?access_token=1',
  'X-Request-Id: mine',
];

/** One request to each path of the lane, as almost all clients send it. */
export function plainRequests(secret: string): DrawnRequest[] {
  const headers = [`Authorization: Bearer ${secret}`];
  return [
    { method: 'GET', target: VERIFY, headers, body: '' },
    ...[
      { target: INTROSPECT, body: JSON.stringify({ token: secret }) },
      { target: BATCH, body: batchOf([secret]) },
    ].map(({ target, body }) => ({
      method: 'POST',
      target,
      headers: [...headers, 'Content-Type: application/json', ...lengthOf(body)],
      body,
    })),
  ];
}

/** One of these, the first one most often: the lane answers usual requests only. */
function mostly<T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
  );
}

/**
 * Requests to the paths of the verification lane, and some that look like them.
 *
 * @param valid secrets that work, which are drawn more often than the others
 * @param user the owner of most of them
 */
export function verificationRequests(
  valid: string[],
  invalid: string[],
  assistantIds: string[],
  user: string,
): fc.Arbitrary<DrawnRequest> {
  const secret = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...valid) },
    { weight: 1, arbitrary: fc.constantFrom(...invalid) },
  );
  return fc
    .record({
      request: fc.oneof(verification(secret, assistantIds), introspection(secret)),
      credential: credentialLines(secret, user),
      extras: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        {
          weight: 2,
          arbitrary: fc.uniqueArray(fc.constantFrom(...EXTRA_HEADERS), { maxLength: 3 }),
        },
      ),
    })
    .map(({ request, credential, extras }) => ({
      ...request,
      headers: [...credential, ...extras, ...request.headers],
    }));
}

function credentialLines(secret: fc.Arbitrary<string>, user: string): fc.Arbitrary<string[]> {
  const odd = fc
    .tuple(secret, secret)
    .chain(([one, other]) =>
      fc.constantFrom<string[]>(
        [],
        [`authorization: bearer ${one}`],
        [`AUTHORIZATION: Bearer ${one}`],
        [`Authorization: Bearer  ${one}`],
        [`Authorization: Bearer ${one}x`],
        [`Authorization: DPoP ${one}`],
        [`Authorization: Basic ${one}`],
        [`Authorization: Basic ${btoa(`nobody:${one}`)}`],
        [`Authorization: Basic ${btoa(`${user}:${one}`)}`],
        [`Authorization: Bearer ${one}`, `Authorization: Bearer ${other}`],
        [`Authorization: Bearer ${one}`, `Cookie: assistant-tokens=${other}`],
        [`Cookie: assistant-tokens=${one}`],
      ),
    );
  return fc.oneof(
    { weight: 8, arbitrary: secret.map((value) => [`Authorization: Bearer ${value}`]) },
    { weight: 2, arbitrary: odd },
  );
}

function verification(
  secret: fc.Arbitrary<string>,
  assistantIds: string[],
): fc.Arbitrary<DrawnRequest> {
  const id = fc.constantFrom(...assistantIds);
  const query = fc.oneof(
    { weight: 6, arbitrary: fc.constant('') },
    { weight: 3, arbitrary: id.map((value) => `?assistantId=${value}`) },
    {
      weight: 2,
      arbitrary: fc.oneof(
        id.map((value) => `?assistantId=${encodeURIComponent(value)}`),
        id.map((value) => `?assistantId=${value}&assistantId=${value}`),
        id.map((value) => `?assistantId=${value}&other=1`),
        secret.map((value) => `?assistantId=${value}`),
        fc.constantFrom('?', '?assistantId=', '?assistantId', '?access_token=1', '?assistantId=%'),
      ),
    },
  );
  return fc
    .record({
      method: mostly('GET', 'HEAD', 'POST', 'OPTIONS', 'DELETE', 'PROPFIND'),
      path: mostly(VERIFY, '//api/auth/verify', `${VERIFY}/x`, `${VERIFY};x`),
      query,
      body: mostly('', '{}', 'x'),
    })
    .map(({ method, path, query: search, body }) => ({
      method,
      target: path + search,
      headers: lengthOf(body),
      body,
    }));
}

function introspection(secret: fc.Arbitrary<string>): fc.Arbitrary<DrawnRequest> {
  return fc
    .record({
      method: mostly('POST', 'GET', 'PUT', 'OPTIONS'),
      path: fc.oneof(fc.constant(INTROSPECT), mostly(BATCH, `${INTROSPECT}?x=1`, `${BATCH}?`)),
      type: mostly(
        'application/json',
        'application/json; charset=utf-8',
        'application/json;charset=latin1',
        'application/hal+json',
        'Application/JSON',
        FORM,
        `${FORM};charset=UTF-8`,
        `${FORM};charset=utf8`,
        `${FORM};charset=ISO-8859-1`,
        'application/json; charset=utf16',
        'text/plain',
        '',
      ),
      body: fc.oneof(
        { weight: 5, arbitrary: secret.map((token) => JSON.stringify({ token })) },
        { weight: 5, arbitrary: fc.array(secret, { maxLength: 6 }).map(batchOf) },
        { weight: 3, arbitrary: secret.map((token) => `token=${token}`) },
        { weight: 3, arbitrary: oddBodies(secret) },
      ),
    })
    .map(({ method, path, type, body }) => ({
      method,
      target: path,
      headers: [...(type === '' ? [] : [`Content-Type: ${type}`]), ...lengthOf(body)],
      body,
    }));
}

function oddBodies(secret: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return secret.chain((token) =>
    fc.constantFrom<string[]>(
      '',
      '{',
      'null',
      '[]',
      '"text"',
      '{}',
      `{ "token" : "${token}" }`,
      `\n{"token":"${token}"}\n`,
      `\v{"token":"${token}"}`,
      `{"token":"${token}","token_type_hint":"access_token"}`,
      `{"token":"${token}","token_type_hint":"\\u0000"}`,
      `{"token_type_hint":"access_token","token":"${token}"}`,
      `{"token":"${token}","token":"nothing"}`,
      `{"token":"${token}","more":1}`,
      `{"token":"${token}","__proto__":1}`,
      `{"token":["${token}"]}`,
      `{"token":"${token.replace('_', '\\u005f')}"}`,
      `{"token":"${token} "}`,
      `{"token":"é"}`,
      `{"tokens":"${token}"}`,
      `{"tokens":["${token}",1]}`,
      `{"tokens":["${token}"],"more":1}`,
      `{"tokens":["${token}","é"]}`,
      `{"tokens":${JSON.stringify(Array(1_001).fill(''))}}`,
      `token=${token}&token_type_hint=access_token`,
      `token=${token}&token_type_hint=`,
      `token=${token}&token=${token}`,
      `token=${token}&access_token=1`,
      `token=${token}&client_id=crm&client_secret=x`,
      `token=${token}&foo=1&resource=`,
      `token=${encodeURIComponent(`${token} `)}`,
      `token=%zz`,
      `access_token=${token}`,
    ),
  );
}

function batchOf(tokens: string[]): string {
  return JSON.stringify({ tokens });
}

function lengthOf(body: string): string[] {
  return body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
}
