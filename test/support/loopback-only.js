import { Resolver } from 'node:dns/promises';
import { isIP, Socket } from 'node:net';

/** Imported by the service under test: of what it would send out, nothing leaves this machine. */
const LOOPBACK = /^(127\.|::1$|localhost$)/;
const { connect } = Socket.prototype;

Resolver.prototype.resolve4 = refuseName;
Resolver.prototype.resolve6 = refuseName;

Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const host = options?.host ?? 'localhost';
  if (!options?.path && isIP(host) !== 0 && !LOOPBACK.test(host)) {
    const error = new Error('Nothing leaves this machine.');
    // As a connection that fails: after whoever asked for it listens.
    setImmediate(() => this.destroy(Object.assign(error, { code: 'ECONNREFUSED' })));
    return this;
  }
  return connect.apply(this, args);
};

function refuseName() {
  return Promise.reject(Object.assign(new Error('No name is known here.'), { code: 'ENOTFOUND' }));
}
