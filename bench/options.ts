import { parseArgs } from 'node:util';

export interface Options {
  /** Names of rows; all of the table when there are none. */
  only: string[];
  /** Of one measurement; each is repeated. */
  seconds: number;
  /** How many tokens `scale` and `migration` seed. */
  tokens: number;
}

const SECONDS = 1;
const TOKENS = 10_000_000;

export const USAGE = `npm run bench -- [--only <row>]... [--scale] [--seconds <n>] [--tokens <n>]`;

/** @throws TypeError for what it does not know */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      scale: { type: 'boolean', default: false },
      seconds: { type: 'string', default: String(SECONDS) },
      tokens: { type: 'string', default: String(TOKENS) },
    },
  });
  return {
    only: [...values.only, ...(values.scale ? ['scale'] : [])],
    seconds: positive('seconds', values.seconds),
    tokens: positive('tokens', values.tokens),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new TypeError(`--${name} must be a positive number.`);
  return value;
}
