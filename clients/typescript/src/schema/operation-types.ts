import type { components, operations } from './openapi.js';

/** The types of the document by their names: `Schemas['Token']`. */
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

/** What an operation answers with where it succeeds. */
export type AnswerOf<Id extends OperationId> = operations[Id]['responses'] extends infer Responses
  ? JsonOf<Responses[keyof Responses]>
  : never;

type JsonOf<Response> = Response extends { content: { 'application/json': infer Body } }
  ? Body
  : never;

/** Every `code` of an error, and those that a newer service may add. */
export type ErrorCode = Schemas['ErrorCode'];
