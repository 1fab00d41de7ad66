import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import { paths } from '../../api/hal/links.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { ApiUsername } from '../../identity/users/username.parameter.js';
import { linkToOwner } from '../spend/owners/link-to-owner.js';
import { UsageQuery } from './dto/usage.query.js';
import { UserUsageResource } from './dto/usage.resource.js';
import { assembleUsage } from './usage.assembler.js';
import { UsageService } from './usage.service.js';

@ApiTags('users')
@Controller('users/:username/usage')
export class UserUsageController {
  constructor(private readonly usage: UsageService) {}

  @Get()
  @ApiUsername()
  @ApiRoute({
    id: 'getUserUsage',
    summary: 'Read the usage of a user',
    description:
      'Returns the requests of the tokens of the user and the tokens of models per UTC day, as for a token. Admins can read the usage of every user, other users only their own. The usage of a service account is below the same path, for those who manage it.',
    answers: { 200: { description: 'The usage by day.', type: UserUsageResource } },
    errors: ['validation_failed', 'invalid_cursor', 'not_found'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('username') username: string,
    @Query() query: UsageQuery,
  ): Promise<UserUsageResource> {
    const view = await this.usage.ofUser(caller, username, query);
    const { _links, ...usage } = assembleUsage(view, paths.userUsage(username), query);
    return {
      username: view.id,
      ...usage,
      _links: { ..._links, ...linkToOwner({ ...view, username }) },
    };
  }
}
