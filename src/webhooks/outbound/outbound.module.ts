import { Module } from '@nestjs/common';
import { AddressResolver } from './address-resolver.js';
import { OutboundClient } from './outbound-client.js';
import { OutboundTargets } from './outbound-targets.js';

@Module({
  providers: [AddressResolver, OutboundClient, OutboundTargets],
  exports: [OutboundClient, OutboundTargets],
})
export class OutboundModule {}
