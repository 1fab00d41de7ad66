import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../../admission/principal.js';
import { IfMatch } from '../../../api/conditional/if-match.decorator.js';
import type { Precondition } from '../../../api/conditional/precondition.js';
import { Tagged } from '../../../api/conditional/tagged.decorator.js';
import { assembleCollection } from '../../../api/hal/collection.js';
import { paths } from '../../../api/hal/links.js';
import { PageQuery, toPageRequest } from '../../../api/hal/page.query.js';
import { ApiRoute } from '../../../api/openapi/api-route.decorator.js';
import { SaveMemberDto } from '../dto/save-member.dto.js';
import { TeamMemberCollection, TeamMemberResource } from '../dto/team.resource.js';
import { ApiUsername } from '../../users/username.parameter.js';
import { assembleMember } from '../team.assembler.js';
import { memberState } from '../team.state.js';
import { ApiTeamId } from '../team-id.parameter.js';
import { TeamMembersService } from './team-members.service.js';

@ApiTags('teams')
@Controller('teams/:id/members')
export class TeamMembersController {
  constructor(private readonly members: TeamMembersService) {}

  @Get()
  @ApiTeamId()
  @ApiRoute({
    id: 'listTeamMembers',
    summary: 'List team members',
    description: 'Requires the role `admin`, or `admin` in the team.',
    answers: {
      200: { description: 'A page of members, ordered by username.', type: TeamMemberCollection },
    },
    errors: ['validation_failed', 'invalid_cursor', 'not_found', 'forbidden'],
  })
  async list(@CurrentCaller() caller: Caller, @Param('id') id: string, @Query() query: PageQuery) {
    return assembleCollection({
      relation: 'inf:team-member',
      path: paths.teamMembers(id),
      query: { ...query },
      page: await this.members.list(caller, id, toPageRequest(query)),
      assemble: (member) => assembleMember(member, caller.principal),
    });
  }

  @Get(':username')
  @Tagged(memberState)
  @ApiTeamId()
  @ApiUsername()
  @ApiRoute({
    id: 'getTeamMember',
    summary: 'Read a team member',
    description: 'Requires the role `admin`, or `admin` in the team.',
    answers: { 200: { description: 'The member.', type: TeamMemberResource } },
    errors: ['not_found', 'forbidden'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('username') username: string,
  ): Promise<TeamMemberResource> {
    return assembleMember(await this.members.get(caller, id, username), caller.principal);
  }

  @Put(':username')
  @Tagged(memberState)
  @ApiTeamId()
  @ApiUsername()
  @ApiRoute({
    id: 'saveTeamMember',
    summary: 'Add or update a team member',
    description: 'Requires the role `admin`, or `admin` in the team.',
    answers: { 200: { description: 'The member.', type: TeamMemberResource } },
    errors: ['validation_failed', 'not_found', 'forbidden'],
  })
  async save(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('username') username: string,
    @Body() { role }: SaveMemberDto,
    @IfMatch() precondition: Precondition,
  ): Promise<TeamMemberResource> {
    return assembleMember(
      await this.members.save(caller, id, username, role, precondition),
      caller.principal,
    );
  }

  @Delete(':username')
  @HttpCode(204)
  @ApiTeamId()
  @ApiUsername()
  @ApiRoute({
    id: 'deleteTeamMember',
    summary: 'Remove a team member',
    description: 'Requires the role `admin`, or `admin` in the team.',
    answers: { 204: { description: 'The user is no longer a member.' } },
    errors: ['not_found', 'forbidden'],
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('username') username: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.members.delete(caller, id, username, precondition);
  }
}
