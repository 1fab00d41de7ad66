import { Controller, Get, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/decorators/route-policy.decorators.js';
import { NotFoundError } from '../common/domain-error.js';
import { link, paths } from '../hal/links.js';
import { RELATIONS } from '../hal/relations.js';
import { ApiRoute } from '../openapi/api-route.decorator.js';
import { RelationResource } from './relation.resource.js';

@ApiTags('meta')
@Controller('rels')
export class RelationsController {
  @Get(':rel')
  @Public()
  @ApiParam({
    name: 'rel',
    description: 'The relation, without `inf:`.',
    schema: { type: 'string', enum: Object.keys(RELATIONS), example: 'assistant' },
  })
  @ApiRoute({
    id: 'getRelation',
    summary: 'What a link relation means',
    description: 'Where the CURIE `inf` of the documents leads.',
    answers: { 200: { description: 'The relation.', type: RelationResource } },
    errors: ['not_found'],
  })
  get(@Param('rel') name: string): RelationResource {
    return {
      name: `inf:${name}`,
      description: describe(name),
      _links: { self: link(paths.relation(name)) },
    };
  }
}

/** @throws NotFoundError */
function describe(name: string): string {
  const description = Object.hasOwn(RELATIONS, name) ? RELATIONS[name] : undefined;
  if (description === undefined) throw new NotFoundError('relation');
  return description;
}
