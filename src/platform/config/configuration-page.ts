import { Config } from './config.js';
import { type EnvVariable, envVariablesOf } from './env.decorator.js';

/** Relative to the root of the repository. */
export const CONFIGURATION_PAGE = 'docs/configuration.md';

const INTRODUCTION = `# Configuration

You configure the service with environment variables. \`npm start -- --help\` prints this list.

- The service reads the variables when it starts. Restart it after a change.
- An empty variable counts as not set. A dash in the column "Default" means that there is no default.
- When a value is wrong, the start fails before it writes anything, and prints one line for each problem.
- When a value has no effect, the start prints one line that says why. For example, \`ADMIN_PASSWORD\` has no
  effect once the service has an admin.
`;

const FOOTER = `[Operating](operating.md) explains how to run the service behind a proxy, with several instances and with
your own PostgreSQL. [Limits](limits.md), [chats](chats.md) and [webhooks](webhooks.md) explain their settings.

\`npm run docs:configuration\` writes this page from the source of \`--help\`, and a test fails when the page is
out of date.
`;

/** The text of the page, formatted as Prettier formats it. */
export function configurationPage(): string {
  const rows = envVariablesOf(Config).map(toRow);
  return [INTRODUCTION, table([['Variable', 'Default', 'Description'], ...rows]), FOOTER].join(
    '\n',
  );
}

function toRow({ name, default: value, description }: EnvVariable): string[] {
  return [code(name), value === null ? '-' : code(String(value)), description];
}

function code(text: string): string {
  return `\`${text}\``;
}

function table([header = [], ...rows]: string[][]): string {
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return line(header) + rule + rows.map(line).join('');
}
