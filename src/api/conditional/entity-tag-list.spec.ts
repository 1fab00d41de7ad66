import { describe, expect, it } from '@jest/globals';
import { parseEntityTags } from './entity-tag-list.js';

function tag(opaque: string, weak = false) {
  return { weak, opaque };
}

describe('a list of entity tags', () => {
  it.each([
    ['"a"', [tag('a')]],
    ['W/"a"', [tag('a', true)]],
    ['""', [tag('')]],
    ['"a", W/"b" ,\t"c"', [tag('a'), tag('b', true), tag('c')]],
    ['"a","b"', [tag('a'), tag('b')]],
    ['"a,b", "c"', [tag('a,b'), tag('c')]],
    [', "a" , , "b",', [tag('a'), tag('b')]],
    ['"!#~\x80\xff\\"', [tag('!#~\x80\xff\\')]],
  ])('is read: %s', (header, tags) => {
    expect(parseEntityTags(header)).toEqual(tags);
  });

  it('can be *, which matches any resource', () => {
    expect(parseEntityTags('*')).toBe('*');
  });

  it.each([
    ['nothing', ''],
    ['commas alone', ' , ,'],
    ['without quotes', 'a'],
    ['not closed', '"a'],
    ['with a space in a tag', '"a b"'],
    ['with a quote in a tag', '"a"b"'],
    ['with a weak mark of its own', 'w/"a"'],
    ['with a space behind the weak mark', 'W/ "a"'],
    ['with something behind a tag', '"a"x, "c"'],
    ['without a comma', '"a" "b"'],
    ['with a star beside a tag', '*, "a"'],
    ['with a control character', '"a\x7f"'],
  ])('is refused: %s', (_name, header) => {
    expect(parseEntityTags(header)).toBeNull();
  });

  it('takes linear time for malicious input', () => {
    expect(parseEntityTags(`${' \t, '.repeat(4_000)}x`)).toBeNull();
    expect(parseEntityTags(`"${'a'.repeat(16_000)}`)).toBeNull();
  });
});
