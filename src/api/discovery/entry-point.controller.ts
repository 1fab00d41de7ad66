import { Controller, Get, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import {
  AllowCallbacks,
  AllowChildren,
  AssistantScoped,
  CredentialOptional,
} from '../../admission/decorators/route-policy.decorators.js';
import { ApiRoute } from '../openapi/api-route.decorator.js';
import { assembleEntryPoint } from './entry-point.assembler.js';
import { EntryPointResource } from './entry-point.resource.js';

@ApiTags('meta')
@Controller()
export class EntryPointController {
  @Get()
  @CredentialOptional()
  @AssistantScoped({ own: 'credential' })
  @AllowChildren()
  @AllowCallbacks()
  @ApiRoute({
    id: 'getEntryPoint',
    summary: 'Where everything begins',
    description:
      'Links to all that the caller may do, as URI templates (RFC 6570) where it takes parameters; what it may not do is not linked. Without a credential: what needs none.',
    answers: { 200: { description: 'The links.', type: EntryPointResource } },
  })
  get(@Req() { principal }: Request): EntryPointResource {
    return assembleEntryPoint(principal ?? null);
  }
}
