import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { AnswersInPages, Public } from '../../admission/decorators/route-policy.decorators.js';
import { NotFoundError } from '../../platform/errors/domain-error.js';
import { assembleCollection } from '../hal/collection.js';
import { paths } from '../hal/links.js';
import { PublicPaths } from '../hal/public-paths.js';
import { wholePage } from '../hal/page.js';
import { RELATIONS } from '../hal/relations.js';
import { documentOrPage } from '../pages/html-page.js';
import { ApiRoute } from '../openapi/api-route.decorator.js';
import { ALL_RELATIONS, assembleRelation, assembleRelationSummary } from './relation.assembler.js';
import type { NamedRelation } from './relation.assembler.js';
import { renderRelation, renderRelations } from './relation.page.js';
import { RelationCollection, RelationResource } from './relation.resource.js';

@ApiTags('meta')
@Controller('rels')
export class RelationsController {
  constructor(private readonly at: PublicPaths) {}

  @Get()
  @Public()
  @AnswersInPages()
  @ApiRoute({
    id: 'listRelations',
    summary: 'List link relations',
    description: 'Lists all link relations, as a document or as an HTML page.',
    answers: { 200: { description: 'The relations.', type: RelationCollection, page: true } },
  })
  list(@Req() request: Request) {
    const relations = assembleCollection({
      relation: 'inf:relation',
      path: paths.relations(),
      query: {},
      page: wholePage(ALL_RELATIONS),
      assemble: assembleRelationSummary,
    });
    return documentOrPage(request, relations, (document) => renderRelations(document, this.at));
  }

  @Get(':rel')
  @Public()
  @AnswersInPages()
  @ApiParam({
    name: 'rel',
    description: 'The name of the relation, without `inf:`.',
    schema: { type: 'string', enum: Object.keys(RELATIONS), example: 'assistant' },
  })
  @ApiRoute({
    id: 'getRelation',
    summary: 'Read a link relation',
    description:
      'Returns the meaning of a link relation, the requests that you can send, and the responses, as a document or as an HTML page. The CURIE `inf` in documents leads here.',
    answers: { 200: { description: 'The relation.', type: RelationResource, page: true } },
    errors: ['not_found'],
  })
  get(@Req() request: Request, @Param('rel') name: string) {
    const relation = assembleRelation(find(name), this.at);
    return documentOrPage(request, relation, (document) => renderRelation(document, this.at));
  }
}

/** @throws NotFoundError */
function find(name: string): NamedRelation {
  const relation = Object.hasOwn(RELATIONS, name) ? RELATIONS[name] : undefined;
  if (relation === undefined) throw new NotFoundError('relation');
  return [name, relation];
}
