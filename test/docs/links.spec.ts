import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const OF_OTHERS = ['**/node_modules', '**/generated', '**/.venv', 'dist', 'reports'];
const PAGES = globSync('**/*.md', { exclude: OF_OTHERS }).sort();
const INDEX = 'docs/README.md';

const FENCE = /^```[\s\S]*?^```$/gm;
const LINK = /\]\(([^)\s]+)\)/g;
const EXTERNAL = /^[a-z]+:/;

interface PageLink {
  page: string;
  target: string;
}

function linksOf(page: string): PageLink[] {
  const text = readFileSync(page, 'utf8').replaceAll(FENCE, '');
  return [...text.matchAll(LINK)]
    .map(([, target = '']) => ({ page, target }))
    .filter(({ target }) => !EXTERNAL.test(target));
}

/** The file that a link of a page leads to, and the heading in it. */
function resolve({ page, target }: PageLink): [file: string, anchor: string | undefined] {
  const [file = '', anchor] = target.split('#');
  return [file === '' ? page : path.join(path.dirname(page), file), anchor];
}

function targetsOf(page: string): string[] {
  return linksOf(page).map((link) => resolve(link)[0]);
}

/** The anchors that GitHub creates for headings. */
function anchorsOf(file: string): string[] {
  const headings = readFileSync(file, 'utf8')
    .replaceAll(FENCE, '')
    .matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the links of the documentation', () => {
  it('lead to files and headings that are there', () => {
    const broken = PAGES.flatMap(linksOf).filter((link) => {
      const [file, anchor] = resolve(link);
      return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('of the index, and of the indexes it links to, lead to every page', () => {
    const ofIndex = targetsOf(INDEX);
    const indexes = ofIndex.filter((file) => file.startsWith('docs/') && /README\.md$/.test(file));
    const linked = new Set([...ofIndex, ...indexes.flatMap(targetsOf)]);
    const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== INDEX);
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });
});
