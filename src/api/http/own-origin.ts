import type { AddressInfo } from 'node:net';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Config } from '../../platform/config/config.js';

const LOOPBACK_OF_ANY: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/**
 * The origin of this service, regardless of the request. A `Host` header must not decide where a
 * token is sent, or which issuer a JWT names.
 */
@Injectable()
export class OwnOrigin {
  /** Kept, because reading the address of the server costs a system call. */
  private listening: string | null = null;

  constructor(
    private readonly config: Config,
    private readonly host: HttpAdapterHost,
  ) {}

  /** @returns `PUBLIC_URL`, or the listen address, such as `http://127.0.0.1:3000` */
  get(): string {
    return this.config.publicUrl ?? `http://${this.address()}`;
  }

  private address(): string {
    if (this.listening !== null) return this.listening;
    const server = this.host.httpAdapter.getHttpServer() as { address: () => AddressInfo | null };
    const at = server.address();
    if (at === null) return `${this.config.host}:${this.config.port}`;
    const { address, family, port } = at;
    const host = LOOPBACK_OF_ANY[address] ?? (family === 'IPv6' ? `[${address}]` : address);
    this.listening = `${host}:${port}`;
    return this.listening;
  }
}
