import type { Config } from '../config/config.js';
import type { Service } from './service.js';

type Welcomed = Pick<Service, 'address' | 'adminUsername' | 'metricsUrl'>;

/**
 * Where to go next: the address, the admin, and three commands to paste. The braces let the shell
 * read all of them before the first one asks, so that it does not take the next for the answer.
 */
export function welcome(
  { address, adminUsername, metricsUrl }: Welcomed,
  { publicUrl }: Config,
): string {
  const metrics = metricsUrl === null ? '' : `\nThe metrics are at ${metricsUrl}`;
  const base = publicUrl ?? address;
  return `
Assistant tokens listens on ${address}
The admin is ${adminUsername}; the documentation is ${base}/api/docs${metrics}

Next, in another terminal:

  { printf 'Password: '; read -rs PASSWORD; echo

  SESSION=$(curl -s ${base}/api/auth/login -H 'Content-Type: application/json' \\
    -d "{\\"username\\":\\"${adminUsername}\\",\\"password\\":\\"$PASSWORD\\"}" | grep -o 'i5s_[0-9A-Za-z]*')

  curl -s ${base}/api/auth/session -H "Authorization: Bearer $SESSION"; }
`;
}
