import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../hal/hal.types.js';
import { paths } from '../hal/links.js';
import { ApiLinks, CollectionOf } from '../openapi/hal.schemas.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

@ApiSchema({ description: 'A link relation, in short.' })
export class RelationSummaryResource implements HalResource {
  @ApiLinks({ self: paths.relation('rotate') })
  _links: Links;

  @ApiProperty({ description: 'With its prefix.', example: 'inf:rotate' })
  name: string;

  @ApiProperty({
    description: 'What it means, in Markdown.',
    example: 'POST here to give the token a new secret.',
  })
  description: string;

  @ApiProperty({
    enum: METHODS,
    enumName: 'RelationMethod',

    isArray: true,
    description: 'What may be asked of a resource with this relation.',
    example: ['POST'],
  })
  methods: string[];
}

@ApiSchema({ description: 'An answer that an operation gives when it goes well.' })
export class RelationAnswerResource {
  @ApiProperty({
    type: 'integer',
    minimum: 200,
    maximum: 399,
    description: 'Of HTTP.',
    example: 200,
  })
  status: number;

  @ApiProperty({ description: 'What it holds.', example: 'The token with its new value.' })
  description: string;

  @ApiProperty({
    type: [String],
    description: 'Schemas of the OpenAPI document, of which it is one; none: it has no body.',
    example: ['IssuedToken'],
  })
  schemas: string[];
}

@ApiSchema({ description: 'What can be asked of a resource with the relation.' })
export class RelationOperationResource {
  @ApiProperty({ description: 'Operation id in the OpenAPI document.', example: 'rotateToken' })
  id: string;

  @ApiProperty({ enum: METHODS, enumName: 'RelationMethod', example: 'POST' })
  method: string;

  @ApiProperty({ description: 'With its parameters.', example: '/api/tokens/{id}/_rotate' })
  path: string;

  @ApiProperty({ description: 'In a few words.', example: 'Give a token a new secret' })
  summary: string;

  @ApiProperty({ type: [String], description: 'Query parameters that may be sent.', example: [] })
  query: string[];

  @ApiProperty({
    type: [String],
    description: 'Schemas of the OpenAPI document, of which the body is one; none: send no body.',
    example: ['RotateTokenRequest'],
  })
  body: string[];

  @ApiProperty({ type: [RelationAnswerResource], description: 'What comes back.' })
  answers: RelationAnswerResource[];
}

@ApiSchema({ description: 'A request to a resource with the relation.' })
export class RelationExampleResource {
  @ApiProperty({ enum: METHODS, enumName: 'RelationMethod', example: 'POST' })
  method: string;

  @ApiProperty({
    description: 'Where such a link leads.',
    example: paths.tokenRotate('0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60'),
  })
  href: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    selfRequired: false,
    description: 'What to send, if anything.',
    example: { overlapSeconds: 3600 },
  })
  body?: object;
}

@ApiSchema({ description: 'What a link relation means.' })
export class RelationResource extends RelationSummaryResource {
  @ApiProperty({
    type: [RelationOperationResource],
    description: 'The operations that such a link may lead to.',
  })
  operations: RelationOperationResource[];

  @ApiProperty({ type: RelationExampleResource })
  example: RelationExampleResource;
}

@ApiSchema({ description: 'A page of link relations.' })
export class RelationCollection extends CollectionOf({
  name: 'RelationCollection',
  relation: 'inf:relation',
  item: RelationSummaryResource,
  path: paths.relations(),
}) {}
