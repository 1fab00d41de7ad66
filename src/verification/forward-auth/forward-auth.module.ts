import { Module } from '@nestjs/common';
import { AssistantsModule } from '../../assistants/assistants.module.js';
import { ForwardAuthController } from './forward-auth.controller.js';
import { ForwardAuthService } from './forward-auth.service.js';

@Module({
  imports: [AssistantsModule],
  controllers: [ForwardAuthController],
  providers: [ForwardAuthService],
})
export class ForwardAuthModule {}
