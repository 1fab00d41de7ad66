import type { Config } from '../../platform/config/config.js';

/** Where a socket listens, and the variables that configure it. */
export interface ListenAddress {
  host: string;
  port: number;
  hostVariable: string;
  portVariable: string;
}

export function apiAddress({ host, port }: Config): ListenAddress {
  return { host, port, hostVariable: 'HOST', portVariable: 'PORT' };
}

/** @returns null when the service exposes no metrics */
export function metricsAddress({ metricsHost, metricsPort }: Config): ListenAddress | null {
  if (metricsPort === null) return null;
  return {
    host: metricsHost,
    port: metricsPort,
    hostVariable: 'METRICS_HOST',
    portVariable: 'METRICS_PORT',
  };
}
