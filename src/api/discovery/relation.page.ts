import { html } from '../pages/html.js';
import type { Html } from '../pages/html.js';
import type { Collection } from '../hal/collection.js';
import { paths } from '../hal/links.js';
import type { PublicPaths } from '../hal/public-paths.js';
import type {
  RelationOperationResource,
  RelationResource,
  RelationSummaryResource,
} from './relation.resource.js';

interface Page {
  title: string;
  body: Html;
}

export function renderRelation(
  { name, description, operations, example }: RelationResource,
  at: PublicPaths,
): Page {
  const { method, href, body } = example;
  return {
    title: `${name}: link relation`,
    body: html`<p><a href="${at.of(paths.relations())}">Link relations</a></p>
      <h1><code>${name}</code></h1>
      <p>${withCode(description)}</p>
      ${operations.map(renderOperation)}
      <h2>Example</h2>
      <pre>${JSON.stringify({ _links: { [name]: { href } } }, null, 2)}</pre>
      <pre>${method} ${href}${body ? `\n\n${JSON.stringify(body, null, 2)}` : ''}</pre>
      <p>
        Schemas and operations are defined in
        <a href="${at.of('/api/openapi.json')}">the OpenAPI document</a>. Read it at
        <a href="${at.of('/api/docs')}">${at.of('/api/docs')}</a>.
      </p>`,
  };
}

export function renderRelations(
  { _embedded: { 'inf:relation': relations = [] } }: Collection<RelationSummaryResource>,
  at: PublicPaths,
): Page {
  return {
    title: 'Link relations',
    body: html`<h1>Link relations</h1>
      <table>
        <tr>
          <th>Relation</th>
          <th>Methods</th>
          <th>Meaning</th>
        </tr>
        ${relations.map(
          ({ name, methods, description }) =>
            html`<tr>
              <td>
                <a href="${at.of(paths.relation(name.replace(/^inf:/, '')))}"
                  ><code>${name}</code></a
                >
              </td>
              <td>${methods.join(', ')}</td>
              <td>${withCode(description)}</td>
            </tr> `,
        )}
      </table>`,
  };
}

function renderOperation({
  id,
  method,
  path,
  summary,
  query,
  body,
  answers,
}: RelationOperationResource): Html {
  return html`<h2><code>${method} ${path}</code></h2>
    <table>
      <tr>
        <th>Operation</th>
        <td><code>${id}</code>: ${summary}</td>
      </tr>
      <tr>
        <th>Send</th>
        <td>${sent(query, body)}</td>
      </tr>
      ${answers.map(
        ({ status, description, schemas }) =>
          html`<tr>
            <th>${status}</th>
            <td>${description} ${listed(schemas)}</td>
          </tr> `,
      )}
    </table> `;
}

function sent(query: string[], body: string[]): Html {
  if (query.length === 0 && body.length === 0) return html`Nothing.`;
  return html`${query.length > 0 ? html`Query: ${listed(query)} ` : ''}${body.length > 0 ? html`Body: ${listed(body)}` : ''}`;
}

function listed(names: string[]): Html[] {
  return names.map((name, index) => html`${index > 0 ? ', ' : ''}<code>${name}</code>`);
}

/** Renders text between backticks as code. */
function withCode(text: string): Html[] {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
