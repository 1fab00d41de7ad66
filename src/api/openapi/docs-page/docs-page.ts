import { TAGS } from '../tags.js';

/** The path of the page. Everything that it loads is below this path. */
export const DOCS_PATH = '/api/docs';

/**
 * Swagger UI without its top bar, with a list of the tags. It loads nothing from other hosts.
 *
 * @param files the path of the files that it loads
 */
export function docsPage(files: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Assistant tokens API</title>
    <link rel="icon" type="image/png" href="${files}/favicon-32x32.png">
    <link rel="stylesheet" href="${files}/swagger-ui.css">
    <link rel="stylesheet" href="${files}/page.css">
  </head>
  <body>
    <nav aria-label="Tags">
      <a href="#">Assistant tokens</a>
      <ul>
${Object.keys(TAGS).map(tagItem).join('\n')}
      </ul>
    </nav>
    <main id="operations"></main>
    <script src="${files}/swagger-ui-bundle.js"></script>
    <script src="${files}/start.js"></script>
  </body>
</html>
`;
}

/** Swagger UI uses the same hash when a tag is opened. */
function tagItem(tag: string): string {
  return `        <li><a href="#/${tag}">${tag}</a></li>`;
}
