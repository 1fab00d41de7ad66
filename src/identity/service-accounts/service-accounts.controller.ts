import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import { IfMatch } from '../../api/conditional/if-match.decorator.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { Tagged } from '../../api/conditional/tagged.decorator.js';
import { assembleCollection } from '../../api/hal/collection.js';
import { paths } from '../../api/hal/links.js';
import { toPageRequest } from '../../api/hal/page.query.js';
import { Idempotent } from '../../api/idempotency/idempotent.decorator.js';
import type { IdempotentCall } from '../../api/idempotency/idempotent-call.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { CreateServiceAccountDto } from './dto/create-service-account.dto.js';
import { ListServiceAccountsQuery } from './dto/list-service-accounts.query.js';
import {
  ServiceAccountCollection,
  ServiceAccountResource,
} from './dto/service-account.resource.js';
import { UpdateServiceAccountDto } from './dto/update-service-account.dto.js';
import { assembleServiceAccount } from './service-account.assembler.js';
import { ApiServiceAccountId } from './service-account-id.parameter.js';
import { serviceAccountState } from './service-account.state.js';
import { ServiceAccountsService } from './service-accounts.service.js';

@ApiTags('service accounts')
@Controller('service-accounts')
export class ServiceAccountsController {
  constructor(private readonly accounts: ServiceAccountsService) {}

  @Get()
  @ApiRoute({
    id: 'listServiceAccounts',
    summary: 'List service accounts',
    description:
      'Lists the service accounts of the teams in which you are `admin`. A user with the role `admin` sees every one.',
    answers: {
      200: {
        description: 'A page of service accounts, ordered by id.',
        type: ServiceAccountCollection,
      },
    },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListServiceAccountsQuery) {
    return assembleCollection({
      relation: 'inf:service-account',
      path: paths.serviceAccounts(),
      query: { ...query },
      page: await this.accounts.list(caller, query, toPageRequest(query)),
      assemble: (account) => assembleServiceAccount(account, caller.principal),
    });
  }

  @Post()
  @Tagged(serviceAccountState)
  @ApiRoute({
    id: 'createServiceAccount',
    summary: 'Create a service account',
    description:
      'Requires the role `admin`, or `admin` in the team. The account can read the assistants of its team. It cannot log in.',
    answers: {
      201: {
        description: 'The new service account.',
        type: ServiceAccountResource,
        headers: ['Location'],
      },
    },
    errors: ['validation_failed', 'not_found', 'forbidden', 'id_taken'],
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() dto: CreateServiceAccountDto,
    @Idempotent() call: IdempotentCall,
  ): Promise<ServiceAccountResource> {
    return call.run(async () =>
      assembleServiceAccount(await this.accounts.create(caller, dto), caller.principal),
    );
  }

  @Get(':id')
  @Tagged(serviceAccountState)
  @ApiServiceAccountId()
  @ApiRoute({
    id: 'getServiceAccount',
    summary: 'Read a service account',
    description: 'Requires the role `admin`, or `admin` in its team.',
    answers: { 200: { description: 'The service account.', type: ServiceAccountResource } },
    errors: ['not_found'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
  ): Promise<ServiceAccountResource> {
    return assembleServiceAccount(await this.accounts.get(caller, id), caller.principal);
  }

  @Patch(':id')
  @Tagged(serviceAccountState)
  @ApiServiceAccountId()
  @ApiRoute({
    id: 'updateServiceAccount',
    summary: 'Update a service account',
    description:
      'Requires the role `admin`, or `admin` in its team. To move the account to another team, you must be `admin` in both. Disabling it stops its tokens immediately.',
    answers: { 200: { description: 'The service account.', type: ServiceAccountResource } },
    errors: ['validation_failed', 'not_found', 'forbidden'],
  })
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: UpdateServiceAccountDto,
    @IfMatch() precondition: Precondition,
  ): Promise<ServiceAccountResource> {
    return assembleServiceAccount(
      await this.accounts.update(caller, id, dto, precondition),
      caller.principal,
    );
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiServiceAccountId()
  @ApiRoute({
    id: 'deleteServiceAccount',
    summary: 'Delete a service account',
    description:
      'Deletes the account, its chats, and the assistants it owns with their chats. Revokes its tokens and all tokens of those assistants. Requires the role `admin`, or `admin` in its team.',
    answers: { 204: { description: 'The service account was deleted.' } },
    errors: ['not_found'],
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.accounts.delete(caller, id, precondition);
  }
}
