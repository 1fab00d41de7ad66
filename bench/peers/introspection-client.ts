/** Who asks oidc-provider whether a token is good. */
export const CLIENT = { id: 'service', secret: 's'.repeat(32) };
