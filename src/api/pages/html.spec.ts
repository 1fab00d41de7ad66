import { describe, expect, it } from '@jest/globals';
import { html } from './html.js';

describe('html', () => {
  it('escapes inserted text', () => {
    const { text } = html`<p title="${'"><script>'}">${`a & b's`}</p>`;

    expect(text).toBe('<p title="&quot;&gt;&lt;script&gt;">a &amp; b&#39;s</p>');
  });

  it('inserts markup and lists unchanged', () => {
    const items = ['<', '>'].map((item) => html`<b>${item}</b>`);

    expect(html`${items}, ${7}`.text).toBe('<b>&lt;</b><b>&gt;</b>, 7');
  });
});
