import type { Config } from '../../platform/config/config.js';
import type { Service } from './service.js';

type Welcomed = Pick<Service, 'address' | 'adminUsername' | 'metricsUrl'>;

/**
 * Where to go next: the address, the admin, and three commands to paste. The braces let the shell
 * read all of them before the first one asks, so that it does not take the next for the answer.
 */
export function welcome(
  { address, adminUsername, metricsUrl }: Welcomed,
  { publicUrl, modelBaseUrl, modelDefault }: Config,
): string {
  const metrics = metricsUrl === null ? '' : `\nThe metrics are at ${metricsUrl}`;
  const base = publicUrl ?? address;
  const model =
    modelBaseUrl === null
      ? `Chats are answered by builtin/echo, which is no real model. For one that is, set MODEL_BASE_URL,
MODEL_API_KEY and MODEL_DEFAULT, such as https://api.openai.com/v1, its key and a model it has.`
      : `Chats are answered by ${modelDefault ?? ''} at ${modelBaseUrl}`;
  return `
Assistant tokens listens on ${address}
The admin is ${adminUsername}; the documentation is ${base}/api/docs${metrics}
${model}

Next, in another terminal:

  { printf 'Password: '; read -rs PASSWORD; echo

  SESSION=$(curl -s ${base}/api/auth/login -H 'Content-Type: application/json' \\
    -d "{\\"username\\":\\"${adminUsername}\\",\\"password\\":\\"$PASSWORD\\"}" | grep -o 'i5s_[0-9A-Za-z]*')

  curl -s ${base}/api/auth/session -H "Authorization: Bearer $SESSION"; }
`;
}
