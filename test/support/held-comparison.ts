import { jest } from '@jest/globals';
import bcrypt from 'bcrypt';

/** A password comparison that waits for the test. */
export interface HeldComparison {
  /** Resolves when the comparison has started. */
  begun: Promise<void>;
  release: () => void;
}

/** Holds the next password comparison in any application. */
export function holdNextComparison(): HeldComparison {
  const { compare } = bcrypt;
  const begin = Promise.withResolvers<undefined>();
  const gate = Promise.withResolvers<undefined>();
  const spy = jest.spyOn(bcrypt, 'compare') as unknown as jest.SpiedFunction<Compare>;
  spy.mockImplementationOnce(async (password, hash) => {
    spy.mockRestore();
    begin.resolve(undefined);
    await gate.promise;
    return compare(password, hash);
  });
  return {
    begun: begin.promise,
    release: () => {
      gate.resolve(undefined);
    },
  };
}

/** Holds every password comparison until `fail` rejects these and all later ones. */
export function holdComparisons(): { fail: () => void } {
  const gate = Promise.withResolvers<boolean>();
  const spy = jest.spyOn(bcrypt, 'compare') as unknown as jest.SpiedFunction<Compare>;
  spy.mockImplementation(() => gate.promise);
  return {
    fail: () => {
      gate.resolve(false);
    },
  };
}

type Compare = (password: string, hash: string) => Promise<boolean>;
