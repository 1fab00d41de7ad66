import type { components, operations } from './openapi.js';

/** The schemas of the OpenAPI document by name, such as `Schemas['Token']`. */
export type Schemas = components['schemas'];

export type OperationId = keyof operations;

/** The JSON body of an operation. */
export type BodyOf<Id extends OperationId> = operations[Id] extends {
  requestBody?: { content: { 'application/json': infer Body } };
}
  ? NonNullable<Body>
  : never;

/** The query of an operation. */
export type QueryOf<Id extends OperationId> = NonNullable<operations[Id]['parameters']['query']>;

/** The body of a successful response of an operation. */
export type AnswerOf<Id extends OperationId> = operations[Id]['responses'] extends infer Responses
  ? JsonOf<Responses[keyof Responses]>
  : never;

type JsonOf<Response> = Response extends { content: { 'application/json': infer Body } }
  ? Body
  : never;

/** Every `code` of an error. A newer service may add others. */
export type ErrorCode = Schemas['ErrorCode'];
