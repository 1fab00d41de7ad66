const TOKEN = /\b([a-z][a-z0-9_]{0,15}[stc]_[0-9A-Za-z]{6})[0-9A-Za-z]{36}/g;
const WEBHOOK_SECRET = /\bwhsec_[0-9A-Za-z+/=_-]+/g;
const JWT = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/** Replaces a token with its masked value, and removes other secrets. */
export function maskSecrets(text: string): string {
  return text.replace(TOKEN, '$1…').replace(WEBHOOK_SECRET, 'whsec_…').replace(JWT, 'eyJ…');
}
