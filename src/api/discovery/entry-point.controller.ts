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
    summary: 'Read the entry point',
    description:
      'Links to all operations that the caller is permitted to perform, and to no others. Links with parameters are URI templates (RFC 6570). Without a credential, the response links to the operations that need none.',
    answers: { 200: { description: 'The links.', type: EntryPointResource } },
  })
  get(@Req() { principal }: Request): EntryPointResource {
    return assembleEntryPoint(principal ?? null);
  }
}
