import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Application } from 'express';
import proxyAddress from 'proxy-addr';
import { normalAddress } from '../../admission/network/client-address.js';
import type { PlainRequest } from './plain-request.js';

type TrustProxy = Parameters<typeof proxyAddress>[1];

/** Determines the client address like Express, with the setting for trusted proxies. */
@Injectable()
export class ClientAddresses {
  constructor(private readonly host: HttpAdapterHost) {}

  of({ message, forwardedFor }: PlainRequest): string {
    if (forwardedFor === null) return normalAddress(message.socket.remoteAddress ?? '');
    const express = this.host.httpAdapter.getInstance<Application>();
    return normalAddress(proxyAddress(message, express.get('trust proxy fn') as TrustProxy));
  }
}
