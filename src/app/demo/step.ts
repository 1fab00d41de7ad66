/** Values from earlier answers. */
export interface Known {
  password: string;
  session: string;
  tokenId: string;
  firstValue: string;
  secondValue: string;
  thirdValue: string;
  childValue: string;
  refusal: string;
}

export type Credential = 'session' | 'firstValue' | 'secondValue' | 'thirdValue' | 'childValue';

export interface DemoRequest {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: object;
}

export interface Expectation {
  status: number;
  /** The body must contain these fields. A pattern matches a text. */
  body?: object;
}

export interface Step {
  title: string;
  /** The credential of the request. */
  as?: Credential;
  request: (known: Known) => DemoRequest;
  expect: (known: Known) => Expectation;
  /** The fields of the answer to print. By default, the code and the message of a refusal. */
  show?: string[];
  /** The fields of the answer that later steps need, by the name in `Known`. */
  learn?: Partial<Record<keyof Known, string>>;
}
