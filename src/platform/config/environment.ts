export function readEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}
