import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { HalResource, Links } from '../hal/hal.types.js';
import { paths } from '../hal/links.js';
import { ApiLinks, CollectionOf } from '../openapi/hal.schemas.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

@ApiSchema({ description: 'A link relation in a collection.' })
export class RelationSummaryResource implements HalResource {
  @ApiLinks({ self: paths.relation('rotate') })
  _links: Links;

  @ApiProperty({ description: 'The name, with its prefix.', example: 'inf:rotate' })
  name: string;

  @ApiProperty({
    description: 'The meaning of the relation, in Markdown.',
    example: 'POST here to give the token a new secret.',
  })
  description: string;

  @ApiProperty({
    enum: METHODS,
    enumName: 'RelationMethod',

    isArray: true,
    description: 'The methods that links with this relation support.',
    example: ['POST'],
  })
  methods: string[];
}

@ApiSchema({ description: 'A response to a successful request.' })
export class RelationAnswerResource {
  @ApiProperty({
    type: 'integer',
    minimum: 200,
    maximum: 399,
    description: 'The HTTP status.',
    example: 200,
  })
  status: number;

  @ApiProperty({
    description: 'What the response contains.',
    example: 'The token with its new value.',
  })
  description: string;

  @ApiProperty({
    type: [String],
    description:
      'The schemas in the OpenAPI document that the body can have. Empty if there is no body.',
    example: ['IssuedToken'],
  })
  schemas: string[];
}

@ApiSchema({ description: 'An operation that links with the relation lead to.' })
export class RelationOperationResource {
  @ApiProperty({ description: 'The operation id in the OpenAPI document.', example: 'rotateToken' })
  id: string;

  @ApiProperty({ enum: METHODS, enumName: 'RelationMethod', example: 'POST' })
  method: string;

  @ApiProperty({
    description: 'The path, with its parameters.',
    example: '/api/tokens/{id}/_rotate',
  })
  path: string;

  @ApiProperty({ description: 'A summary of the operation.', example: 'Rotate a token' })
  summary: string;

  @ApiProperty({
    type: [String],
    description: 'The query parameters that you can send.',
    example: [],
  })
  query: string[];

  @ApiProperty({
    type: [String],
    description:
      'The schemas in the OpenAPI document that the body can have. Empty if you must not send a body.',
    example: ['RotateTokenRequest'],
  })
  body: string[];

  @ApiProperty({
    type: [RelationAnswerResource],
    description: 'The responses to successful requests.',
  })
  answers: RelationAnswerResource[];
}

@ApiSchema({ description: 'An example request.' })
export class RelationExampleResource {
  @ApiProperty({ enum: METHODS, enumName: 'RelationMethod', example: 'POST' })
  method: string;

  @ApiProperty({
    description: 'The target of the link.',
    example: paths.tokenRotate('0198c1f2-7a54-7c3e-9f0a-2b1c3d4e5f60'),
  })
  href: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    selfRequired: false,
    description: 'The body to send, if any.',
    example: { overlapSeconds: 3600 },
  })
  body?: object;
}

@ApiSchema({ description: 'A link relation.' })
export class RelationResource extends RelationSummaryResource {
  @ApiProperty({
    type: [RelationOperationResource],
    description: 'The operations that links with this relation can lead to.',
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
