import { validateSync } from 'class-validator';
import { ConfigError } from './config.error.js';
import { Config } from './config.js';
import { type EnvVariable, envVariablesOf } from './env.decorator.js';

export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const variables = envVariablesOf(Config);
  const config = Object.assign(
    new Config(),
    Object.fromEntries(variables.map((variable) => [variable.property, valueOf(variable, env)])),
  );
  const complaints = complaintsAbout(config);
  const problems = variables.flatMap((variable) => {
    const complaint = complaints.get(variable.property);
    return complaint === undefined ? [] : [problemOf(variable, complaint, env)];
  });
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  return config;
}

function valueOf(variable: EnvVariable, env: NodeJS.ProcessEnv): unknown {
  const text = env[variable.name] ?? '';
  return text.trim() === '' ? variable.default : variable.parse(text);
}

function complaintsAbout(config: Config): Map<string, string> {
  const errors = validateSync(config, { stopAtFirstError: true });
  return new Map(
    errors.map(({ property, constraints = {} }) => [property, Object.values(constraints).join()]),
  );
}

function problemOf(variable: EnvVariable, complaint: string, env: NodeJS.ProcessEnv): string {
  const text = variable.secret ? undefined : env[variable.name];
  const found = text === undefined ? '' : `, but is ${JSON.stringify(text)}`;
  return `${variable.name} ${complaint}${found}.`;
}
