const SECRET = /^(?:[a-z][a-z0-9_]{0,15}[stc]_[0-9A-Za-z]{42}|whsec_|eyJ)/;

/**
 * A path of the API: path`/api/tokens/${id}`.
 *
 * @throws TypeError when an id is not valid. A token value in its place would end up in logs.
 */
export function path(literals: TemplateStringsArray, ...ids: string[]): string {
  return literals.reduce((made, literal, index) => made + segmentOf(ids[index - 1]) + literal);
}

function segmentOf(id: unknown): string {
  if (typeof id !== 'string' || id === '' || id === '.' || id === '..') {
    throw new TypeError('The id of a resource is a string that is not empty.');
  }
  if (SECRET.test(id)) {
    throw new TypeError('This takes the id of a token, not its value.');
  }
  return encodeURIComponent(id).replaceAll('%3A', ':');
}
