import { Module } from '@nestjs/common';
import { EntryPointController } from './entry-point.controller.js';
import { RelationsController } from './relations.controller.js';

@Module({ controllers: [EntryPointController, RelationsController] })
export class ApiDiscoveryModule {}
