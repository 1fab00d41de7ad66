/** https://datatracker.ietf.org/doc/html/draft-kelly-json-hal-11#section-5 */
export interface Link {
  href: string;
  templated?: boolean;
  name?: string;
  /** The media type of the target. */
  type?: string;
}

export type Links = Record<string, Link | Link[]>;

export interface HalResource {
  _links: Links;
  _embedded?: Record<string, HalResource | HalResource[]>;
}
