import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificate {
  certificate: string;
  key: string;
}

/** A certificate authority that only a test knows. */
export class PrivateCa {
  private constructor(private readonly directory: string) {}

  static async create(): Promise<PrivateCa> {
    const ca = new PrivateCa(await mkdtemp(path.join(tmpdir(), 'assistant-tokens-ca-')));
    await ca.request('ca', 'Private CA', []);
    return ca;
  }

  /** The path of its own certificate. */
  get file(): string {
    return path.join(this.directory, 'ca.pem');
  }

  /** Signs a certificate for a host name. */
  async issue(host: string): Promise<Certificate> {
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', `subjectAltName=DNS:${host}`];
    await this.request('server', host, signed);
    return { certificate: await this.read('server.pem'), key: await this.read('server.key') };
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  private async request(name: string, commonName: string, more: string[]): Promise<void> {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    await run(
      'openssl',
      ['req', '-x509', ...key, ...files, '-subj', `/CN=${commonName}`, '-days', '2', ...more],
      { cwd: this.directory },
    );
  }

  private read(name: string): Promise<string> {
    return readFile(path.join(this.directory, name), 'utf8');
  }
}
