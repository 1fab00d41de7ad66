import { Module } from '@nestjs/common';
import { AdmissionModule } from '../../admission/admission.module.js';
import { RateLimitsModule } from '../../admission/rate-limits/rate-limits.module.js';
import { IntrospectionModule } from '../introspection/introspection.module.js';
import { ClientAddresses } from './client-addresses.js';
import { IntrospectBatchLane } from './introspect-batch.lane.js';
import { IntrospectLane } from './introspect.lane.js';
import { IntrospectionLane } from './introspection.lane.js';
import { LaneAccounts } from './lane-accounts.js';
import { LaneCallers } from './lane-callers.js';
import { LaneLog } from './lane-log.js';
import { LaneRefusals } from './lane-refusals.js';
import { VerificationLane } from './verification-lane.js';
import { VerifyLane } from './verify.lane.js';

@Module({
  imports: [AdmissionModule, IntrospectionModule, RateLimitsModule],
  providers: [
    ClientAddresses,
    IntrospectBatchLane,
    IntrospectLane,
    IntrospectionLane,
    LaneAccounts,
    LaneCallers,
    LaneLog,
    LaneRefusals,
    VerificationLane,
    VerifyLane,
  ],
})
export class LaneModule {}
