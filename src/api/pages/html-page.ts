import { hash } from 'node:crypto';
import type { Request, Response } from 'express';
import { PAGE_MEDIA_TYPE, prefersPage } from '../../platform/http/media-type.js';
import { Html, html } from './html.js';

/** An HTML page that a route returns instead of a document. It loads nothing. */
export class HtmlPage {
  constructor(
    readonly title: string,
    readonly body: Html,
  ) {}
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { padding: .75rem 1rem; overflow: auto; border: 1px solid #8886; border-radius: 6px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8886; }
`;

/** In one piece, because the policy allows exactly these bytes. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

const HEADERS = {
  'Content-Type': `${PAGE_MEDIA_TYPE}; charset=utf-8`,
  'Cache-Control': 'private, no-cache',
  Vary: 'Accept',
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

/** Returns the document, or the page with the same content if the client prefers HTML. */
export function documentOrPage<T extends object>(
  request: Request,
  document: T,
  render: (document: T) => { title: string; body: Html },
): T | HtmlPage {
  if (!prefersPage(request)) return document;
  const { title, body } = render(document);
  return new HtmlPage(title, body);
}

/** Sets the headers of the page. @returns its text */
export function renderPage(response: Response, { title, body }: HtmlPage): string {
  response.set(HEADERS);
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        ${body}
      </body>
    </html> `;
  return text;
}
