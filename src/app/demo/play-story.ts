import { differences } from './differences.js';
import type { DemoRequest, Known, Step } from './step.js';
import type { Transcript } from './transcript.js';

interface Stage {
  /** Where the service listens. */
  address: string;
  /** The password of the admin. */
  password: string;
  transcript: Transcript;
  /** Ends the story early, with an error. */
  signal: AbortSignal;
}

type Body = Record<string, unknown>;

interface Answer {
  status: number;
  body: Body;
}

const REFUSAL = ['code', 'message'];

const NOTHING: Known = {
  password: '',
  session: '',
  tokenId: '',
  firstValue: '',
  secondValue: '',
  thirdValue: '',
  childValue: '',
  refusal: '',
};

/** @returns whether every answer was as expected. The story stops at the first that was not. */
export async function playStory(steps: Step[], stage: Stage): Promise<boolean> {
  const known = { ...NOTHING, password: stage.password };
  for (const [index, step] of steps.entries()) {
    stage.transcript.step(index + 1, step.title);
    if (!(await play(step, known, stage))) return false;
  }
  return true;
}

async function play(step: Step, known: Known, stage: Stage): Promise<boolean> {
  const { transcript } = stage;
  const request = step.request(known);
  const credential = step.as && known[step.as];
  transcript.request(request, credential);
  const answer = await send(request, credential, stage);
  const problems = differences(step.expect(known), answer);
  transcript.answer(answer.status, problems.length === 0);
  if (problems.length > 0) {
    transcript.problems(problems, answer.body);
    return false;
  }
  transcript.body(pick(answer.body, step.show ?? (answer.status >= 400 ? REFUSAL : [])));
  Object.assign(known, learn(step, answer.body));
  return true;
}

async function send(
  { method, path, body }: DemoRequest,
  credential: string | undefined,
  { address, signal }: Stage,
): Promise<Answer> {
  const response = await fetch(address + path, {
    method,
    signal,
    headers: {
      ...(credential !== undefined && { Authorization: `Bearer ${credential}` }),
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Body) };
}

function learn({ learn: names = {} }: Step, body: Body): Partial<Known> {
  return Object.fromEntries(Object.entries(names).map(([name, field]) => [name, body[field]]));
}

function pick(body: Body, fields: string[]): Body {
  return Object.fromEntries(fields.map((field) => [field, body[field]]));
}
