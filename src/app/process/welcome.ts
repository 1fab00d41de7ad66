import type { Config } from '../../platform/config/config.js';
import type { Service } from './service.js';

type Welcomed = Pick<Service, 'address' | 'admin' | 'metricsUrl'>;

/**
 * The address, the admin, and commands to paste. The braces make the shell read all commands before
 * it runs the first, so that the prompt for the password does not swallow the next one.
 */
export function welcome(
  { address, admin, metricsUrl }: Welcomed,
  { publicUrl, modelBaseUrl, modelDefault }: Config,
): string {
  const metrics = metricsUrl === null ? '' : `\nMetrics: ${metricsUrl}`;
  const base = publicUrl ?? address;
  const model =
    modelBaseUrl === null
      ? 'The built-in echo answers chats. Set MODEL_BASE_URL, MODEL_API_KEY and MODEL_DEFAULT to use a model.'
      : `The model ${modelDefault ?? ''} at ${modelBaseUrl} answers chats.`;
  return `
Assistant tokens listens on ${address}
API documentation: ${base}/api/docs${metrics}
${model}

To log in as ${admin.username}, paste this into another terminal:

  { printf 'Password: '; read -rs PASSWORD; echo

  SESSION=$(curl -s ${base}/api/auth/login -H 'Content-Type: application/json' \\
    -d "{\\"username\\":\\"${admin.username}\\",\\"password\\":\\"$PASSWORD\\"}" | grep -o 'i5s_[0-9A-Za-z]*')

  curl -s ${base}/api/auth/session -H "Authorization: Bearer $SESSION"; }
`;
}
