import { segment } from './links.js';

type Values = Readonly<Record<string, string | undefined>>;

/** The path of a URI template (RFC 6570), parsed once because links are built from it often. */
export class PathTemplate {
  private readonly first: string;
  private readonly rest: { name: string; literal: string }[];

  /** @param template for example `/api/tokens/{id}` */
  constructor(template: string) {
    const [first = '', ...parts] = template.split(/\{(\w+)\}/);
    this.first = first;
    this.rest = Array.from({ length: parts.length / 2 }, (_, index) => ({
      name: parts[2 * index] ?? '',
      literal: parts[2 * index + 1] ?? '',
    }));
  }

  /** Replaces the expressions with these names and keeps the others. */
  fill(values: Values): string {
    let path = this.first;
    for (const { name, literal } of this.rest) {
      const value = values[name];
      path += (value === undefined ? `{${name}}` : segment(value)) + literal;
    }
    return path;
  }
}

/** RFC 6570, section 3.2.8. */
export function withQueryTemplate(template: string, names: string[]): string {
  return names.length === 0 ? template : `${template}{?${names.join(',')}}`;
}

export function isTemplate(href: string): boolean {
  return href.includes('{');
}
