import type { Config } from '../../platform/config/config.js';
import type { EnsuredAdmin } from '../bootstrap/first-admin.js';

/** One sentence for each variable of the environment that this start does not use. */
export function settingsWithoutEffect(
  environment: NodeJS.ProcessEnv,
  config: Config,
  admin: EnsuredAdmin,
): string[] {
  return Object.entries(reasonsFor(config, admin))
    .filter(([name, reason]) => reason !== null && isSet(environment[name]))
    .map(([name, reason]) => `${name} has no effect: ${reason}.`);
}

/** Why a variable has no effect; null when it has one. */
function reasonsFor(config: Config, admin: EnsuredAdmin): Record<string, string | null> {
  const withoutModel = config.modelBaseUrl === null ? 'MODEL_BASE_URL is not set' : null;
  const passwordIsInDataDir = admin.created && config.adminPassword === null;
  return {
    METRICS_HOST: config.metricsPort === null ? 'METRICS_PORT is not set' : null,
    DATA_DIR:
      config.databaseUrl !== null && !passwordIsInDataDir
        ? 'the service uses the database of DATABASE_URL'
        : null,
    ADMIN_USERNAME:
      config.adminUsername === admin.username
        ? null
        : `the admin "${admin.username}" already exists, and the service creates only the first one`,
    ADMIN_PASSWORD: admin.created
      ? null
      : `the admin "${admin.username}" already exists and keeps its password`,
    MODEL_TIMEOUT: withoutModel,
    MODEL_API_VERSION: withoutModel,
    MODEL_HEADERS: withoutModel,
  };
}

function isSet(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}
