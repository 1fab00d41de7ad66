import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { SeatsModule } from '../../identity/seats/seats.module.js';
import { OwnersModule } from '../../identity/owners/owners.module.js';
import { UsersModule } from '../../identity/users/users.module.js';
import { FirstAdmin } from './first-admin.js';

@Module({ imports: [AuditModule, SeatsModule, OwnersModule, UsersModule], providers: [FirstAdmin] })
export class BootstrapModule {}
