import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import { RequireAdmin } from '../../admission/decorators/route-policy.decorators.js';
import type { Caller } from '../../admission/principal.js';
import { IfMatch } from '../../api/conditional/if-match.decorator.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { Tagged } from '../../api/conditional/tagged.decorator.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { ApiTeamId } from '../../identity/teams/team-id.parameter.js';
import { PolicyRulesDto } from './dto/policy-rules.dto.js';
import { PolicyResource } from './dto/policy.resource.js';
import { PoliciesService } from './policies.service.js';
import { assemblePolicy } from './policy.assembler.js';
import { policyState } from './policy.state.js';
import { NO_RULES } from './policy-rules.js';
import { PolicyPreviewDto } from './preview/policy-preview.dto.js';
import { PolicyPreviewResource } from './preview/policy-preview.resource.js';
import { PolicyPreviewService } from './preview/policy-preview.service.js';

@ApiTags('tokens')
@Controller('policies')
export class PoliciesController {
  constructor(
    private readonly policies: PoliciesService,
    private readonly previews: PolicyPreviewService,
  ) {}

  @Get('instance')
  @Tagged(policyState)
  @ApiRoute({
    id: 'getInstancePolicy',
    summary: 'Read the policy of the instance',
    description: 'Returns the rules that hold for all tokens. Every user can read them.',
    answers: { 200: { description: 'The policy.', type: PolicyResource } },
  })
  async getOfInstance(@CurrentCaller() { principal }: Caller): Promise<PolicyResource> {
    return assemblePolicy(await this.policies.getOfInstance(), principal);
  }

  @Put('instance')
  @Tagged(policyState)
  @RequireAdmin()
  @ApiRoute({
    id: 'updateInstancePolicy',
    summary: 'Set the policy of the instance',
    description:
      'Replaces all rules. They hold for requests from now on, and the service judges existing tokens by them within minutes.',
    answers: { 200: { description: 'The policy.', type: PolicyResource } },
    errors: ['validation_failed'],
  })
  async saveOfInstance(
    @CurrentCaller() caller: Caller,
    @Body() dto: PolicyRulesDto,
    @IfMatch() precondition: Precondition,
  ): Promise<PolicyResource> {
    const rules = { ...NO_RULES, ...dto };
    return assemblePolicy(
      await this.policies.saveOfInstance(caller, rules, precondition),
      caller.principal,
    );
  }

  @Get('teams/:id')
  @Tagged(policyState)
  @ApiTeamId()
  @ApiRoute({
    id: 'getTeamPolicy',
    summary: 'Read the policy of a team',
    description: 'Requires the role `admin`, or `admin` in the team.',
    answers: { 200: { description: 'The policy.', type: PolicyResource } },
    errors: ['not_found', 'forbidden'],
  })
  async getOfTeam(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
  ): Promise<PolicyResource> {
    return assemblePolicy(await this.policies.getOfTeam(caller, id), caller.principal);
  }

  @Put('teams/:id')
  @Tagged(policyState)
  @ApiTeamId()
  @ApiRoute({
    id: 'updateTeamPolicy',
    summary: 'Set the policy of a team',
    description:
      'Replaces all rules. They hold for the assistants and service accounts of the team, together with those of the instance, and must not be looser. Requires the role `admin`, or `admin` in the team.',
    answers: { 200: { description: 'The policy.', type: PolicyResource } },
    errors: ['validation_failed', 'not_found', 'forbidden', 'policy_violation'],
  })
  async saveOfTeam(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() dto: PolicyRulesDto,
    @IfMatch() precondition: Precondition,
  ): Promise<PolicyResource> {
    const rules = { ...NO_RULES, ...dto };
    return assemblePolicy(
      await this.policies.saveOfTeam(caller, id, rules, precondition),
      caller.principal,
    );
  }

  @Delete('teams/:id')
  @HttpCode(204)
  @ApiTeamId()
  @ApiRoute({
    id: 'deleteTeamPolicy',
    summary: 'Remove the policy of a team',
    description: 'Requires the role `admin`, or `admin` in the team.',
    answers: { 204: { description: 'The team has no policy of its own.' } },
    errors: ['not_found', 'forbidden'],
  })
  async removeOfTeam(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    await this.policies.removeOfTeam(caller, id, precondition);
  }
  @Post('_preview')
  @HttpCode(200)
  @ApiRoute({
    id: 'previewPolicy',
    summary: 'Preview a policy',
    description:
      'Counts the active tokens that break the rules of a policy that nobody has set yet. Nothing changes. Requires the role `admin`, or `admin` in the team `teamId`.',
    answers: { 200: { description: 'The numbers.', type: PolicyPreviewResource } },
    errors: ['validation_failed', 'not_found', 'forbidden'],
  })
  preview(
    @CurrentCaller() caller: Caller,
    @Body() { teamId = null, ...dto }: PolicyPreviewDto,
  ): Promise<PolicyPreviewResource> {
    return this.previews.preview(caller, { ...NO_RULES, ...dto }, teamId);
  }
}
