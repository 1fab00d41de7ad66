import { Module } from '@nestjs/common';
import { RelationsController } from './relations.controller.js';

@Module({ controllers: [RelationsController] })
export class MetaModule {}
