import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import { RequireAdmin } from '../../admission/decorators/route-policy.decorators.js';
import { IfMatch } from '../../api/conditional/if-match.decorator.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { Tagged } from '../../api/conditional/tagged.decorator.js';
import { assembleCollection } from '../../api/hal/collection.js';
import { paths } from '../../api/hal/links.js';
import { PageQuery, toPageRequest } from '../../api/hal/page.query.js';
import { Idempotent } from '../../api/idempotency/idempotent.decorator.js';
import type { IdempotentCall } from '../../api/idempotency/idempotent-call.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { CreateTeamDto } from './dto/create-team.dto.js';
import { TeamCollection, TeamResource } from './dto/team.resource.js';
import { UpdateTeamDto } from './dto/update-team.dto.js';
import { assembleTeam } from './team.assembler.js';
import { teamState } from './team.state.js';
import { ApiTeamId } from './team-id.parameter.js';
import { TeamsService } from './teams.service.js';

@ApiTags('teams')
@Controller('teams')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  @Get()
  @ApiRoute({
    id: 'listTeams',
    summary: 'List teams',
    description:
      'Lists the teams in which you are `admin`. A user with the role `admin` sees every team.',
    answers: { 200: { description: 'A page of teams, ordered by id.', type: TeamCollection } },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@CurrentCaller() caller: Caller, @Query() query: PageQuery) {
    return assembleCollection({
      relation: 'inf:team',
      path: paths.teams(),
      query: { ...query },
      page: await this.teams.list(caller, toPageRequest(query)),
      assemble: (team) => assembleTeam(team, caller.principal),
    });
  }

  @Post()
  @Tagged(teamState)
  @RequireAdmin()
  @ApiRoute({
    id: 'createTeam',
    summary: 'Create a team',
    answers: { 201: { description: 'The new team.', type: TeamResource, headers: ['Location'] } },
    errors: ['validation_failed', 'id_taken'],
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Body() dto: CreateTeamDto,
    @Idempotent() call: IdempotentCall,
  ): Promise<TeamResource> {
    return call.run(async () =>
      assembleTeam(await this.teams.create(caller, dto), caller.principal),
    );
  }

  @Get(':id')
  @Tagged(teamState)
  @ApiTeamId()
  @ApiRoute({
    id: 'getTeam',
    summary: 'Read a team',
    description: 'Requires the role `admin`, or `admin` in the team.',
    answers: { 200: { description: 'The team.', type: TeamResource } },
    errors: ['not_found', 'forbidden'],
  })
  async get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<TeamResource> {
    return assembleTeam(await this.teams.get(caller, id), caller.principal);
  }

  @Patch(':id')
  @Tagged(teamState)
  @ApiTeamId()
  @ApiRoute({
    id: 'updateTeam',
    summary: 'Rename a team',
    description: 'Requires the role `admin`, or `admin` in the team.',
    answers: { 200: { description: 'The team.', type: TeamResource } },
    errors: ['validation_failed', 'not_found', 'forbidden'],
  })
  async update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: UpdateTeamDto,
    @IfMatch() precondition: Precondition,
  ): Promise<TeamResource> {
    return assembleTeam(await this.teams.update(caller, id, dto, precondition), caller.principal);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiTeamId()
  @ApiRoute({
    id: 'deleteTeam',
    summary: 'Delete a team',
    description:
      'Deletes the team, its service accounts, and its assistants with their chats. Revokes the tokens of those assistants and service accounts. Requires the role `admin`, or `admin` in the team.',
    answers: { 204: { description: 'The team was deleted.' } },
    errors: ['not_found', 'forbidden'],
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.teams.delete(caller, id, precondition);
  }
}
