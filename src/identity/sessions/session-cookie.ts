import type { CookieOptions, Response } from 'express';
import { SESSION_COOKIE } from '../../admission/authentication/presented-credential.js';

interface SessionCookie {
  secret: string;
  expiresAt: Date;
}

const OPTIONS: CookieOptions = { httpOnly: true, sameSite: 'lax', secure: true, path: '/' };

export function setSessionCookie(response: Response, { secret, expiresAt }: SessionCookie): void {
  response.cookie(SESSION_COOKIE, secret, { ...OPTIONS, expires: expiresAt });
}

export function clearSessionCookie(response: Response): void {
  response.clearCookie(SESSION_COOKIE, OPTIONS);
}
