import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/metrics.js';
import { heldFor } from './held-text.js';

const CHECK_EVERY_MS = 100;
/** A client that takes nothing of its response for this long is disconnected. */
const STALLED_MS = 30_000;
/** All unread responses together. Beyond it, the client that has waited longest is disconnected. */
const MAX_UNREAD_BYTES = 12 * 1024 * 1024;
/** A client that has taken something within this time is never one of them. */
const PATIENCE_MS = 500;

interface Waiting {
  taken: number;
  since: number;
  unread: number;
}

/**
 * Disconnects clients that do not read their responses, because unread responses stay in memory. It
 * watches the connections of the server, so that it covers every kind of response.
 */
@Injectable()
export class UnreadResponses {
  private readonly sockets = new Set<Socket>();
  private readonly waiting = new Map<Socket, Waiting>();
  private unread = 0;
  private readonly closed = { stalled: 0, memory: 0 };

  constructor(metrics: Metrics) {
    metrics.gauge(
      'unread_response_bytes',
      'The size of the responses that clients have not read yet.',
      () => this.unread,
    );
    metrics.counter(
      'unread_responses_closed_total',
      'Connections of clients that did not read their responses, by reason.',
      () => Object.entries(this.closed).map(([reason, value]) => ({ labels: { reason }, value })),
    );
  }

  attach(server: Server): void {
    const timer = setInterval(() => {
      this.check(performance.now());
    }, CHECK_EVERY_MS).unref();
    server.once('close', () => {
      clearInterval(timer);
    });
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => {
        this.sockets.delete(socket);
        this.waiting.delete(socket);
      });
    });
  }

  private check(now: number): void {
    this.unread = 0;
    for (const socket of this.sockets) {
      if (socket.writableLength === 0) this.waiting.delete(socket);
      else this.look(socket, now);
    }
    if (this.unread > MAX_UNREAD_BYTES) this.makeRoom(now);
  }

  /** A response counts whole until the operating system has taken all of it. */
  private look(socket: Socket, now: number): void {
    const taken = takenBytes(socket);
    const before = this.waiting.get(socket);
    const since = before?.taken === taken ? before.since : now;
    if (now - since >= STALLED_MS) {
      this.close(socket, 'stalled');
      return;
    }
    const unread = socket.writableLength + heldFor(socket);
    this.waiting.set(socket, { taken, since, unread });
    this.unread += unread;
  }

  private makeRoom(now: number): void {
    const longest = [...this.waiting].sort(([, a], [, b]) => a.since - b.since);
    for (const [socket, { since, unread }] of longest) {
      if (this.unread <= MAX_UNREAD_BYTES || now - since < PATIENCE_MS) return;
      this.unread -= unread;
      this.close(socket, 'memory');
    }
  }

  private close(socket: Socket, reason: keyof typeof this.closed): void {
    this.closed[reason]++;
    this.waiting.delete(socket);
    socket.destroy();
  }
}

/**
 * What the operating system has taken. `writableLength` alone would tell no progress within one
 * large write. Node's own socket timeout reads the same member.
 */
function takenBytes(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { _handle?: { writeQueueSize?: number } | null };
  return socket.bytesWritten - socket.writableLength - (handle?.writeQueueSize ?? 0);
}
