export { AssistantTokens } from './client.js';
export type { ClientOptions } from './client.js';
export { answerInfo, etagOf } from './http/answer.js';
export type { AnswerInfo } from './http/answer.js';
export type { TokenSource } from './http/credential.js';
export type { ChangeOptions, CreateOptions, RequestOptions } from './http/request-options.js';
export type { RetryOptions } from './http/retry-delay.js';
export { AssistantTokensError } from './errors/client-error.js';
export {
  ApiError,
  AuthenticationError,
  BudgetExhaustedError,
  ConflictError,
  NotFoundError,
  PermissionError,
  PolicyViolationError,
  PreconditionFailedError,
  RateLimitError,
  ValidationError,
} from './errors/api-errors.js';
export { AnswerFailedError } from './errors/answer-failed-error.js';
export { ConnectionError, TimeoutError } from './errors/connection-errors.js';
export { LostValueError } from './errors/lost-value-error.js';
export type { AuditExport } from './audit/export-stream.js';
export type { List } from './pages/list.js';
export type { Collection, ItemOf, Page } from './pages/page.js';
export type { ChatEvent } from './chats/chat-event.js';
export type { ChatStream } from './chats/chat-stream.js';
export type { Answered, Question } from './resources/chats.js';
export type { ExchangeRequest } from './resources/oauth.js';
export type {
  AnswerOf,
  BodyOf,
  ErrorCode,
  OperationId,
  QueryOf,
  Schemas,
} from './schema/operation-types.js';
