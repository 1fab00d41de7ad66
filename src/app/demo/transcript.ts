import { STATUS_CODES } from 'node:http';
import { styleText } from 'node:util';
import { isSecret, maskSecrets, showJson } from './show-json.js';
import type { DemoRequest } from './step.js';

type Style = Parameters<typeof styleText>[0];

const CREDENTIAL_COLUMN = 58;

/** Prints the story, in colour on a terminal. It never prints a complete secret. */
export class Transcript {
  constructor(private readonly out: NodeJS.WritableStream) {}

  say(sentence: string): void {
    this.line('bold', `\n${sentence}`);
  }

  step(number: number, title: string): void {
    this.line('bold', `\n${String(number).padStart(2)}  ${title}`);
  }

  request({ method, path, body }: DemoRequest, credential: string | undefined): void {
    const line = `${method} ${path}`;
    const as = credential === undefined ? '' : `as ${credential}`;
    this.line('cyan', indent(`${line.padEnd(CREDENTIAL_COLUMN)}${as}`.trimEnd()));
    if (body !== undefined) this.line('dim', indent(showJson(body)));
  }

  answer(status: number, right: boolean): void {
    const mark = right ? '✓' : '✗';
    this.line(right ? 'green' : 'red', `  ${mark} ${status} ${STATUS_CODES[status] ?? ''}`);
  }

  body(fields: Record<string, unknown>): void {
    if (Object.keys(fields).length > 0) this.line('reset', indent(showJson(fields)));
    if (isSecret(fields.token)) {
      this.line('yellow', indent(`the value, shown once: ${fields.token}`));
    }
  }

  problems(problems: string[], body: Record<string, unknown>): void {
    this.line('reset', indent(showJson(body)));
    for (const problem of problems) this.line('red', indent(problem));
  }

  private line(style: Style, text: string): void {
    this.out.write(`${styleText(style, maskSecrets(text), { stream: this.out })}\n`);
  }
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}
