import { Module } from '@nestjs/common';
import { AdmissionModule } from '../../admission/admission.module.js';
import { TokensModule } from '../../tokens/tokens.module.js';
import { BatchResolver } from './batch-resolver.js';
import { IntrospectionController } from './introspection.controller.js';
import { IntrospectionService } from './introspection.service.js';

@Module({
  imports: [AdmissionModule, TokensModule],
  controllers: [IntrospectionController],
  providers: [BatchResolver, IntrospectionService],
  exports: [IntrospectionService],
})
export class IntrospectionModule {}
