import { readFile, writeFile } from 'node:fs/promises';
import openapi, { astToString, stringToAST } from 'openapi-typescript';

/**
 * Writes `src/schema/openapi.ts` from the document of the service. Bodies, parameters and schemas
 * become types. Refusals and headers are omitted: every operation repeats them, they would be nine
 * tenths of the package, and the errors have their own classes.
 */
const source = new URL('../../../openapi.json', import.meta.url);
const target = new URL('../src/schema/openapi.ts', import.meta.url);

const document = JSON.parse(await readFile(source, 'utf8'));
for (const operations of Object.values(document.paths)) {
  for (const operation of Object.values(operations)) {
    keepAnswers(operation);
    for (const media of Object.values(operation.requestBody?.content ?? {})) delete media.examples;
  }
}
for (const { properties } of Object.values(document.components.schemas)) {
  delete properties?._links?.example;
}
delete document.components.responses;
delete document.components.headers;
delete document.components.examples;

const nodes = await openapi(document, { defaultNonNullable: false, transform: openUnion });
await writeFile(target, astToString(nodes));

/** An extensible enum: the known values, and any other string. */
function openUnion(schema) {
  const values = schema['x-extensible-enum'];
  if (values === undefined) return undefined;
  const known = values.map((value) => JSON.stringify(value)).join(' | ');
  return stringToAST(`type Open = ${known} | (string & {});`)[0].type;
}

/** @param operation a member of a path item. Members that are not operations have no responses. */
function keepAnswers(operation) {
  if (operation.responses === undefined) return;
  operation.responses = Object.fromEntries(
    Object.entries(operation.responses)
      .filter(([status]) => Number(status) < 400)
      .map(([status, { description, content }]) => [
        status,
        { description, content: json(content) },
      ]),
  );
}

/** The media type that the client requests. */
function json(content = {}) {
  const { 'application/json': media } = content;
  return media === undefined ? content : { 'application/json': { schema: media.schema } };
}
