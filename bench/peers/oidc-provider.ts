import Provider from 'oidc-provider';
import type { RunningServer } from '../processes/server-messages.ts';
import { CLIENT } from './introspection-client.ts';
import { listen } from './listen.ts';

/** Introspection of an opaque access token, kept by the in-memory adapter that it comes with. */
export async function startOidcProvider(): Promise<RunningServer> {
  const provider = new Provider('https://tokens.example.com', {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => true },
    },
    scopes: ['chat'],
    ttl: { ClientCredentials: 3_600 },
  });
  const client = await provider.Client.find(CLIENT.id);
  if (client === undefined) throw new Error('The client is not there.');
  const credential = await new provider.ClientCredentials({ client, scope: 'chat' }).save();
  const handle = provider.callback();
  const server = await listen((request, response) => void handle(request, response));
  return { ...server, credential };
}
