import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/metrics/metrics.js';
import { putInFront } from './put-in-front.js';

/** A client with more waiting requests on one connection is disconnected. */
const MAX_WAITING = 32;

/**
 * Handles the requests of a connection one after another. A client may send many of them before it
 * reads a response, and the responses to all of them would wait in memory. The requests themselves
 * also take memory: Node reads on while no response waits.
 */
@Injectable()
export class PipelinedRequests {
  private readonly waiting = new WeakMap<Socket, number>();
  private disconnected = 0;

  constructor(metrics: Metrics) {
    metrics.counter(
      'pipelined_connections_closed_total',
      'Connections of clients that sent too many requests before they had read a response.',
      () => this.disconnected,
    );
  }

  /** Call it last, so that no other listener sees a request before its turn. */
  attach(server: Server): void {
    putInFront(server, (handle) => (request, response) => {
      // Node gives the connection to a response when the earlier ones are sent.
      if (response.socket !== null) handle(request, response);
      else if (!request.socket.destroyed) this.wait(request, response, handle);
    });
  }

  private wait(request: IncomingMessage, response: ServerResponse, handle: RequestListener): void {
    const { socket } = request;
    const before = this.waiting.get(socket) ?? 0;
    if (before === MAX_WAITING) {
      this.disconnected++;
      socket.destroy();
      return;
    }
    this.waiting.set(socket, before + 1);
    // Events of another response do not run in the asynchronous context of this request.
    const inContext = AsyncLocalStorage.snapshot();
    response.once('socket', () => {
      this.waiting.set(socket, (this.waiting.get(socket) ?? 1) - 1);
      inContext(handle, request, response);
    });
  }
}
