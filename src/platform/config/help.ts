import { Config } from './config.js';
import { type EnvVariable, envVariablesOf } from './env.decorator.js';
import { wrapWords } from './wrap-words.js';

const USAGE = 'Usage: [VARIABLE=value ...] npm start [-- --help]';
const COLUMNS = 100;
const GAP = '  ';

export function configHelp(): string {
  const rows = envVariablesOf(Config).map(toRow);
  const header = { name: 'Variable', default: 'Default', description: 'Description' };
  return [USAGE, '', ...toTable([header, ...rows])].join('\n');
}

interface Row {
  name: string;
  default: string;
  description: string;
}

function toRow(variable: EnvVariable): Row {
  return {
    name: variable.name,
    default: variable.default === null ? '-' : String(variable.default),
    description: variable.description,
  };
}

function toTable(rows: Row[]): string[] {
  const nameWidth = Math.max(...rows.map((row) => row.name.length));
  const defaultWidth = Math.max(...rows.map((row) => row.default.length));
  const indent = ' '.repeat(nameWidth + GAP.length + defaultWidth + GAP.length);
  return rows.flatMap((row) => {
    const start = row.name.padEnd(nameWidth) + GAP + row.default.padEnd(defaultWidth) + GAP;
    const lines = wrapWords(row.description, COLUMNS - indent.length);
    return lines.map((line, index) => (index === 0 ? start : indent) + line);
  });
}
