import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import { withTokenPrefix } from '../../src/api/openapi/token-prefix.js';
import { Config } from '../../src/platform/config/config.js';
import { DEFAULT_TOKEN_PREFIX, SECRET_VALUE } from '../../src/platform/crypto/secret-pattern.js';
import { DocumentContract } from './document-contract.js';
import type { TestLog } from './test-log.js';

const SECRET_PATTERN = new RegExp(`${SECRET_VALUE}|whsec_[0-9A-Za-z+/]{43}=`);

/** `openapi-document.e2e-spec.ts` compares the file with the application. */
const DOCUMENT = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenAPIObject;
const contractOfDefaults = new DocumentContract(DOCUMENT);
const drifts: string[] = [];
const issuedSecrets = new Set<string>();
const logs = new Set<TestLog>();

/** Compares every response of the application with the OpenAPI document before the client gets it. */
export function watchResponses(app: NestExpressApplication, log: TestLog): void {
  logs.add(log);
  const contract = contractFor(app.get(Config));
  const server: Server = app.getHttpServer();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    captureBody(response, (body) => {
      for (const secret of body.match(new RegExp(SECRET_PATTERN, 'g')) ?? [])
        issuedSecrets.add(secret);
      drifts.push(...contract.check(request, response, body));
    });
  });
}

/** The values of tokens begin differently where `TOKEN_PREFIX` is set. */
function contractFor({ tokenPrefix }: Config): DocumentContract {
  if (tokenPrefix === DEFAULT_TOKEN_PREFIX) return contractOfDefaults;
  const { components } = DOCUMENT;
  const schemas = withTokenPrefix(components?.schemas ?? {}, tokenPrefix);
  return new DocumentContract({ ...DOCUMENT, components: { ...components, schemas } });
}

/** The responses since the last call that the document does not describe. */
export function takeDrifts(): string[] {
  return drifts.splice(0);
}

/** Log lines that contain a secret of any response. */
export function findLeaks(): string[] {
  return [...logs].flatMap((log) =>
    log.text
      .split('\n')
      .filter((line) => SECRET_PATTERN.test(line) || hasIssuedSecret(line))
      .map((line) => `A secret is in the log: ${line}`),
  );
}

function hasIssuedSecret(line: string): boolean {
  return [...issuedSecrets].some((secret) => line.includes(secret));
}

function captureBody(response: ServerResponse, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const write = response.write.bind(response) as (...args: unknown[]) => boolean;
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.write = (...args: unknown[]) => {
    keep(args[0]);
    return write(...args);
  };
  response.end = (...args: unknown[]) => {
    keep(args[0]);
    end(...args);
    const hasClient = response.headersSent;
    if (hasClient) done(Buffer.concat(chunks).toString());
    return response;
  };
}
