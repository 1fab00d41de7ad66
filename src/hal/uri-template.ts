import { segment } from './links.js';

/** RFC 6570: the expressions of these names are replaced, the others stay. */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string | undefined>>,
): string {
  return template.replace(/\{(\w+)\}/g, (expression, name: string) => {
    const value = values[name];
    return value === undefined ? expression : segment(value);
  });
}

/** RFC 6570, section 3.2.8. */
export function withQueryTemplate(template: string, names: string[]): string {
  return names.length === 0 ? template : `${template}{?${names.join(',')}}`;
}

export function isTemplate(href: string): boolean {
  return href.includes('{');
}
