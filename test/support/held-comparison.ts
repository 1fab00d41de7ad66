import { jest } from '@jest/globals';
import bcrypt from 'bcrypt';

/** One comparison of a password that does not end before it is let go. */
export interface HeldComparison {
  /** Settles when the comparison has begun. */
  begun: Promise<void>;
  release: () => void;
}

/** Holds the next comparison of a password, in whichever application it happens. */
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

/** Holds every comparison of a password until `fail` lets them, and all later ones, fail. */
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
