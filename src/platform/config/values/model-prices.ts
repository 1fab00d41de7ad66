import { readFileSync } from 'node:fs';
import { ValidateBy } from 'class-validator';

/** In the currency of the file, per million tokens. */
export interface ModelPrice {
  inputPerMillion: number;
  outputPerMillion: number;
}

export interface ModelPrices {
  /** A code such as `USD`. */
  currency: string;
  models: ReadonlyMap<string, ModelPrice>;
}

/** Why the file has no prices. It completes "MODEL_PRICES must …". */
export class PricesProblem {
  constructor(readonly text: string) {}
}

const CURRENCY = /^[A-Z]{3}$/;
const MAX_PRICE = 1_000_000_000;
const PRICES = ['inputPerMillion', 'outputPerMillion'] as const;

/** @param path of a JSON file `{ currency, models: { "<id>": { inputPerMillion, outputPerMillion } } }` */
export function readModelPrices(path: string): ModelPrices | PricesProblem {
  let text: string;
  try {
    text = readFileSync(path.trim(), 'utf8');
  } catch {
    return new PricesProblem('be the path of a file that the service can read');
  }
  try {
    return pricesIn(JSON.parse(text));
  } catch {
    return new PricesProblem('be the path of a file that contains JSON');
  }
}

export function IsModelPrices(): PropertyDecorator {
  return ValidateBy({
    name: 'isModelPrices',
    validator: {
      validate: (value) => !(value instanceof PricesProblem),
      defaultMessage: (validated) => {
        const { value } = validated as { value: PricesProblem };
        return `must ${value.text}`;
      },
    },
  });
}

function pricesIn(file: unknown): ModelPrices | PricesProblem {
  if (!isRecord(file)) return wrong('an object with currency and models');
  const { currency, models, ...others } = file;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return wrong(`no member ${JSON.stringify(unknown)}`);
  if (typeof currency !== 'string' || !CURRENCY.test(currency)) {
    return wrong('a currency such as "USD"');
  }
  if (!isRecord(models)) return wrong('an object "models" with the prices of each model');
  const priced = new Map<string, ModelPrice>();
  for (const [model, price] of Object.entries(models)) {
    if (!isPrice(price)) {
      return wrong(
        `inputPerMillion and outputPerMillion, numbers from 0 to ${MAX_PRICE}, and nothing else for ${JSON.stringify(model)}`,
      );
    }
    priced.set(model, price);
  }
  return { currency, models: priced };
}

function wrong(expected: string): PricesProblem {
  return new PricesProblem(`be the path of a file that contains ${expected}`);
}

function isPrice(value: unknown): value is ModelPrice & Record<string, unknown> {
  return (
    isRecord(value) &&
    Object.keys(value).length === PRICES.length &&
    PRICES.every((name) => isAmount(value[name]))
  );
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= MAX_PRICE;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
