import type { ListenAddress } from './listen-address.js';

type Reason = (address: ListenAddress) => string;

const REASONS: Readonly<Record<string, Reason>> = {
  EADDRINUSE: ({ portVariable }) =>
    `the port is taken; stop what uses it or choose another ${portVariable}`,
  EACCES: ({ portVariable }) =>
    `this user may not listen on the port; choose another ${portVariable}`,
  EADDRNOTAVAIL: ({ hostVariable }) =>
    `this machine does not have the address; choose another ${hostVariable}`,
  ENOTFOUND: ({ hostVariable }) => `the host name is not known; choose another ${hostVariable}`,
};

export class ListenError extends Error {
  override readonly name = 'ListenError';

  constructor(address: ListenAddress, cause: unknown) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const reason = REASONS[code]?.(address) ?? message;
    super(`Cannot listen on ${address.host}:${address.port}: ${reason}.`, { cause });
  }
}
