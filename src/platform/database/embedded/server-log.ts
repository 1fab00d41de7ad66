import { type FileHandle, open, rename, stat } from 'node:fs/promises';

const ROTATE_FROM_BYTES = 10 * 1024 * 1024;

/** The part of the log file that one run of the server writes. */
export class ServerLog {
  private constructor(
    private readonly file: FileHandle,
    private readonly start: number,
  ) {}

  static async open(path: string): Promise<ServerLog> {
    const size = await sizeOf(path);
    if (size > ROTATE_FROM_BYTES) await rename(path, `${path}.1`);
    const file = await open(path, 'a+', 0o600);
    return new ServerLog(file, (await file.stat()).size);
  }

  get fd(): number {
    return this.file.fd;
  }

  async read(): Promise<string> {
    const { size } = await this.file.stat();
    const buffer = Buffer.alloc(size - this.start);
    await this.file.read(buffer, 0, buffer.length, this.start);
    return buffer.toString();
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** Finds the last FATAL or PANIC message with its DETAIL, otherwise the last line. */
export function reasonIn(log: string): string | undefined {
  const fatal = [...log.matchAll(/(?:FATAL|PANIC): +(.+)(?:\n.*?DETAIL: +(.+))?/g)].at(-1);
  if (fatal) return fatal.slice(1).filter(Boolean).join(': ').replace(/\.$/, '');
  return log.trimEnd().split('\n').at(-1) || undefined;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
