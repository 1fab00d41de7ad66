import { expect } from '@jest/globals';
import type { ModelAnswer } from './model-server.js';

/** What a chat must say about an answer of a model: the status of the request, and the message. */
export interface ExpectedAnswer {
  httpStatus: number;
  [member: string]: unknown;
}

export type OddAnswer = [what: string, answer: ModelAnswer, expected: ExpectedAnswer];

const END = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
const DONE = 'data: [DONE]\n\n';

const event = (chunk: object) => `data: ${JSON.stringify(chunk)}\n\n`;
const say = (content: unknown, finishReason: unknown = null) =>
  event({ choices: [{ index: 0, delta: { content }, finish_reason: finishReason }] });
const end = (finishReason: unknown) =>
  event({ choices: [{ index: 0, delta: {}, finish_reason: finishReason }] });
const hi = say('Hi');
const stop = event(END);

const events = (...parts: string[]): ModelAnswer => ({
  status: 200,
  headers: { 'Content-Type': 'text/event-stream' },
  body: parts.join(''),
});
const document = (body: unknown, type = 'application/json'): ModelAnswer => ({
  status: 200,
  headers: { 'Content-Type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const whole = (message: object, finishReason: unknown = 'stop') => ({
  object: 'chat.completion',
  choices: [{ index: 0, message, finish_reason: finishReason }],
});

const complete = (content: string, finishReason = 'stop', more: object = {}): ExpectedAnswer => ({
  httpStatus: 201,
  status: 'complete',
  errorCode: null,
  content,
  finishReason,
  ...more,
});
const failed = (
  errorCode: string,
  finishReason: string | null = null,
  content = '',
): ExpectedAnswer => ({ httpStatus: 502, status: 'failed', errorCode, finishReason, content });
const nothing = (finishReason = 'stop') => ({
  ...failed('model_answered_nothing', finishReason),
  content: expect.any(String),
});
const usage = (inputTokens: unknown, outputTokens: unknown, totalTokens: unknown) => ({
  usage: { inputTokens, outputTokens, totalTokens },
});
const withUsage = (given: unknown) => events(hi, stop, event({ usage: given }), DONE);

/** Letter by letter, so that every tag is split. */
const spelled = (text: string) => events(...[...text].map((letter) => say(letter)), stop, DONE);

const FINISH_REASONS: OddAnswer[] = [
  ['function_call', 'tool_calls'],
  ['max_tokens', 'length'],
  ['STOP', 'stop'],
  ['eos', 'stop'],
  ['insufficient_system_resource', 'other'],
  ['constructor', 'other'],
  [7, 'other'],
].map(([given, kept]) => [
  `ends with the finish reason ${given}`,
  events(hi, end(given), DONE),
  complete('Hi', String(kept)),
]);

const ENDS: OddAnswer[] = [
  ['has no finish reason', events(hi, DONE), complete('Hi', 'other')],
  ['has no [DONE]', events(hi, stop), complete('Hi')],
  ['has no blank line at the end', events(hi, stop.trimEnd()), complete('Hi')],
  ['ends in the chunk of its text', events(say('Hi', 'stop'), DONE), complete('Hi')],
  [
    'has empty finish reasons before the last',
    events(say('H', ''), say('i', 'null'), end('length'), DONE),
    complete('Hi', 'length'),
  ],
  [
    'has text after its finish reason',
    events(say('H', 'stop'), say('i', 'stop'), DONE),
    complete('Hi'),
  ],
  ['has an error after its end', events(hi, stop, event({ error: {} }), DONE), complete('Hi')],
  ['has an error event after its end', events(hi, stop, 'event: error\n', hi), complete('Hi')],
  ['has broken JSON after its end', events(hi, stop, 'data: {"usage"\n\n', DONE), complete('Hi')],
  ['stops without an end', events(hi), failed('model_failed', null, 'Hi')],
  ['stops within a chunk', events(hi, stop.slice(0, -9)), failed('model_failed', null, 'Hi')],
  ['stops within a tag', events(say('Hi <th')), failed('model_failed', null, 'Hi <th')],
  [
    'ends with the finish reason error',
    events(hi, end('error'), DONE),
    failed('model_failed', null, 'Hi'),
  ],
  [
    'has an error event',
    events(hi, 'event: error\ndata: x\n\n'),
    failed('model_failed', null, 'Hi'),
  ],
  [
    'has an error in a choice',
    events(hi, event({ choices: [{ index: 0, error: {}, finish_reason: 'stop' }] })),
    failed('model_failed', null, 'Hi'),
  ],
];

const NOTHING: OddAnswer[] = [
  ['is empty', events(), nothing('other')],
  ['has the status 204', { ...events(), status: 204 }, nothing('other')],
  ['is only [DONE]', events(DONE), nothing('other')],
  ['is only blanks', events(say('\n \n'), stop, DONE), nothing()],
  ['is an empty document', document(whole({ content: null }, 'length')), nothing('length')],
  ['is a document without a choice', document({ choices: [] }), nothing('other')],
  ['is only reasoning in tags', spelled('<think>secret</think>\n'), nothing()],
  ['is cut within reasoning', events(say('<think>secret'), end('length'), DONE), nothing('length')],
];

const CHUNKS: OddAnswer[] = [
  ['has chunks without a choice', events(event({ choices: [] }), hi, stop), complete('Hi')],
  ['has choices of null', events(hi, event({ choices: [null] }), stop), complete('Hi')],
  ['has deltas of null', events(hi, event({ choices: [{ delta: null }] }), stop), complete('Hi')],
  [
    'has another choice',
    events(hi, event({ choices: [{ index: 1, delta: { content: 'No' } }] }), stop),
    complete('Hi'),
  ],
  ['has data that is no JSON', events('data: ping\n\n', hi, 'data: 7\n\n', stop), complete('Hi')],
  ['has unknown events', events('event: x\ndata: {"error":null}\n\n', hi, stop), complete('Hi')],
  [
    'has comments and fields',
    events(': ping\n\nretry: 5\nid: 7\nx: y\n\n', hi, stop),
    complete('Hi'),
  ],
  ['has CRLF', events(`${hi}${stop}`.replaceAll('\n', '\r\n')), complete('Hi')],
  ['has no blank lines', events(`${hi}${stop}${DONE}`.replaceAll('\n\n', '\n')), complete('Hi')],
  [
    'has no space after the colon',
    events(`${hi}${stop}`.replaceAll('data: ', 'data:')),
    complete('Hi'),
  ],
  ['begins with a byte order mark', events('\uFEFF', hi, stop), complete('Hi')],
  [
    'has error members of null',
    events(event({ error: null, choices: [{ delta: { content: 'Hi' } }] }), stop),
    complete('Hi'),
  ],
  [
    'has content in parts',
    events(
      say([{ type: 'thinking', thinking: [{ type: 'text', text: 'secret' }] }]),
      say([{ type: 'reasoning', text: 'secret' }, { type: 'text', text: 'H' }, 'i']),
      stop,
    ),
    complete('Hi'),
  ],
  [
    'has a refusal',
    events(event({ choices: [{ delta: { content: null, refusal: 'No.' } }] }), stop),
    complete('No.'),
  ],
  ['has texts of the old API', events(event({ choices: [{ text: 'Hi' }] }), stop), complete('Hi')],
  [
    'has messages in pieces',
    events(...['Hello ', 'world'].map((content) => event(whole({ content }, null))), stop),
    complete('Hello world'),
  ],
  [
    'has messages that grow',
    events(...['Hello ', 'Hello world'].map((content) => event(whole({ content }, null))), stop),
    complete('Hello world'),
  ],
  ['repeats the whole at the end', events(hi, event(whole({ content: 'Hi' }))), complete('Hi')],
  [
    'repeats the whole in other words',
    events(say(' Hi'), event(whole({ content: 'Hi' }))),
    complete(' Hi'),
  ],
];

const DOCUMENTS: OddAnswer[] = [
  [
    'is a document with the type of events',
    document(whole({ content: 'Hi' }), 'text/event-stream'),
    complete('Hi'),
  ],
  [
    'is events with the type of a document',
    { ...events(hi, stop), headers: { 'Content-Type': 'application/json' } },
    complete('Hi'),
  ],
  [
    'is a document with many lines',
    document(`\n${JSON.stringify(whole({ content: 'Hi' }), null, 2)}\n`),
    complete('Hi'),
  ],
  [
    'is a document without a finish reason',
    document(whole({ content: 'Hi' }, null)),
    complete('Hi', 'other'),
  ],
  [
    'is a document that was cut',
    document(whole({ content: 'Hi' }, 'length')),
    complete('Hi', 'length'),
  ],
  [
    'is a document with reasoning',
    document(whole({ content: '<think>secret</think>Hi' })),
    complete('Hi'),
  ],
  ['is a line per chunk', document(`${hi}${stop}`.replaceAll('data: ', '')), complete('Hi')],
  [
    'is half a document',
    document(JSON.stringify(whole({ content: 'Hi' })).slice(0, -5)),
    failed('model_failed'),
  ],
  ['is an error', document({ error: { message: 'upstream-secret' } }), failed('model_failed')],
  ['is a list with an error', document([{ error: { code: 400 } }]), failed('model_failed')],
  ['is another document', document({ detail: 'upstream-secret' }), failed('model_failed')],
  ['is a page', document('<html>upstream-secret</html>', 'text/html'), failed('model_failed')],
  [
    'is a redirect',
    { ...events(), status: 307, headers: { Location: '/v1/other' } },
    failed('model_failed'),
  ],
];

const USAGES: OddAnswer[] = [
  ['has a usage of null', withUsage(null), complete('Hi', 'stop', usage(null, null, null))],
  ['has a usage that is a list', withUsage([3]), complete('Hi', 'stop', usage(null, null, null))],
  [
    'has a usage without a sum',
    withUsage({ prompt_tokens: 3, completion_tokens: 2 }),
    complete('Hi', 'stop', usage(3, 2, 5)),
  ],
  [
    'has a usage of texts',
    withUsage({ prompt_tokens: '3', completion_tokens: 2.5, total_tokens: 5 }),
    complete('Hi', 'stop', usage(null, null, 5)),
  ],
  [
    'has a usage beyond 32 bits',
    withUsage({ prompt_tokens: 3e10, completion_tokens: 5, total_tokens: 2 ** 31 }),
    complete('Hi', 'stop', usage(null, 5, null)),
  ],
  [
    'has a usage beyond all bounds',
    withUsage({ prompt_tokens: 1e300, completion_tokens: 2 ** 31 - 1, total_tokens: true }),
    complete('Hi', 'stop', usage(null, 2 ** 31 - 1, null)),
  ],
  [
    'counts its usage in every chunk',
    events(
      ...[1, 2].map((tokens) =>
        event({ choices: [{ delta: { content: 'H' } }], usage: { completion_tokens: tokens } }),
      ),
      stop,
    ),
    complete('HH', 'stop', usage(null, 2, null)),
  ],
];

const TAGS: OddAnswer[] = (
  [
    ['spells its reasoning', ' <think>a < b</thin></think>\n\nHi', 'Hi'],
    ['thinks twice', '<think>a</think>\n<think>b</think>\nHi', 'Hi'],
    ['thinks later', 'Hello <think>a</think>world', 'Hello world'],
    ['opens a later tag only', 'The tag <think> opens', 'The tag <think> opens'],
    ['quotes a tag', 'Use `<think>` and `</think>`.', 'Use `<think>` and `</think>`.'],
    ['has tags in code', '```\n<think>a</think>\n```\n', '```\n<think>a</think>\n```\n'],
    ['has a tag after code', '`a`<think>b</think>c', '`a`c'],
    ['has another tag', '<thinker>Hi', '<thinker>Hi'],
    ['begins with blanks', '\n\nHi', '\n\nHi'],
    ['ends within a tag', 'Hi <thi', 'Hi <thi'],
  ] as const
).map(([what, text, answer]) => [what, spelled(text), complete(answer)]);

const LONG = 'a'.repeat(60_000);

const LONG_TAGS: OddAnswer[] = [
  [
    'opens a tag that does not close for long',
    events(say('Hi <think>'), say(LONG), say('<think>b</think>'), stop, DONE),
    complete(`Hi <think>${LONG}<think>b</think>`),
  ],
  [
    'thinks without an end',
    events(say('<think>'), ...Array<string>(34).fill(say(LONG))),
    failed('answer_too_long', null, ''),
  ],
];

export const ODD_ANSWERS: OddAnswer[] = [
  ...FINISH_REASONS,
  ...ENDS,
  ...NOTHING,
  ...CHUNKS,
  ...DOCUMENTS,
  ...USAGES,
  ...TAGS,
  ...LONG_TAGS,
];
