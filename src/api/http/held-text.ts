import type { Socket } from 'node:net';

const HELD = new WeakMap<Socket, number>();

/** @param bytes how much an event stream keeps in memory until its reader has read it */
export function hold(socket: Socket | null, bytes: number): void {
  if (socket !== null && bytes > 0) HELD.set(socket, bytes);
}

export function release(socket: Socket | null): void {
  if (socket !== null) HELD.delete(socket);
}

export function heldFor(socket: Socket): number {
  return HELD.get(socket) ?? 0;
}
