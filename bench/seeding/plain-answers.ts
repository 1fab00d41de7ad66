import { ownHeadersOf } from '../load/answer.js';
import { introspectionOf, verification } from '../load/http-request.js';
import { probeAnswer, probeJson } from '../load/probe.js';
import type { PlainAnswers, PlainPrincipal } from '../servers/plain-nest/known-tokens.js';
import type { Scene } from './scene.js';

/** What a plain application must know to answer as the service does. */
export async function plainAnswersOf(url: string, scene: Scene): Promise<PlainAnswers> {
  const { secret, personal, session } = scene;
  return {
    principals: {
      [secret]: await principalOf(url, secret),
      [personal]: await principalOf(url, personal),
    },
    session,
    introspections: { [secret]: await probeJson(url, introspectionOf(personal, secret)) },
  };
}

async function principalOf(url: string, secret: string): Promise<PlainPrincipal> {
  const headers = new Headers(ownHeadersOf(await probeAnswer(url, verification(secret))));
  const header = (name: string) => headers.get(name) ?? '';
  return {
    username: header('X-Auth-Username'),
    tokenId: header('X-Auth-Token-Id'),
    type: header('X-Auth-Type'),
    assistantId: header('X-Auth-Assistant-Id'),
    readOnly: header('X-Auth-Read-Only'),
  };
}
