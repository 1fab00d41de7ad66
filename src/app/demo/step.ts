/** What the story learns on its way. */
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
  /** What the body must hold, a text possibly as a pattern; it may hold more. */
  body?: object;
}

export interface Step {
  title: string;
  /** The credential that is presented. */
  as?: Credential;
  request: (known: Known) => DemoRequest;
  expect: (known: Known) => Expectation;
  /** The fields of the answer that are worth a look; of a refusal, its code and message. */
  show?: string[];
  /** Which fields of the answer later steps need, under which name. */
  learn?: Partial<Record<keyof Known, string>>;
}
