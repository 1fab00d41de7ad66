const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken; stop what uses it or choose another PORT',
  EACCES: 'this user may not listen on the port; choose another PORT',
  EADDRNOTAVAIL: 'this machine does not have the address; choose another HOST',
  ENOTFOUND: 'the host name is not known; choose another HOST',
};

export class ListenError extends Error {
  override readonly name = 'ListenError';

  constructor(host: string, port: number, cause: unknown) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    super(`Cannot listen on ${host}:${port}: ${REASONS[code] ?? message}.`, { cause });
  }
}
