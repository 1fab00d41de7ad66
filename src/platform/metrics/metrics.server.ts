import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, Logger } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { collectDefaultMetrics } from 'prom-client';
import { Metrics } from './metrics.js';

const PATH = '/metrics';
const REQUEST_TIMEOUT_MS = 10_000;

/** Serves `GET /metrics` on its own port, so that clients of the API cannot reach it. */
@Injectable()
export class MetricsServer implements OnModuleDestroy {
  private readonly logger = new Logger(MetricsServer.name);
  private server: Server | null = null;

  constructor(private readonly metrics: Metrics) {}

  /** @returns the URL, such as `http://127.0.0.1:9464/metrics` */
  async listen({ host, port }: { host: string; port: number }): Promise<string> {
    const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
      void this.answer(request, response);
    });
    await once(server.listen(port, host), 'listening');
    this.server = server;
    collectDefaultMetrics({ register: this.metrics.registry });
    return addressOf(server);
  }

  /**
   * Runs first when the application closes, so that a later failure does not keep the port open.
   */
  async onModuleDestroy(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    this.server = null;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  private async answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { registry } = this.metrics;
    const isRead = method === 'GET' || method === 'HEAD';
    if (!isRead || url?.split('?', 1)[0] !== PATH) {
      response.writeHead(404).end();
      return;
    }
    try {
      const text = await registry.metrics();
      response.writeHead(200, {
        'Content-Type': registry.contentType,
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      });
      response.end(text);
    } catch (error) {
      this.logger.error({ err: error }, 'Could not read the metrics.');
      response.writeHead(500).end();
    }
  }
}

function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}${PATH}`;
}
