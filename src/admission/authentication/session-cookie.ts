import type { CookieOptions, Response } from 'express';
import type { OpenedSession } from '../../identity/sessions/login.service.js';
import { SESSION_COOKIE } from './presented-credential.js';

const OPTIONS: CookieOptions = { httpOnly: true, sameSite: 'lax', secure: true, path: '/' };

export function setSessionCookie(response: Response, { secret, expiresAt }: OpenedSession): void {
  response.cookie(SESSION_COOKIE, secret, { ...OPTIONS, expires: expiresAt });
}

export function clearSessionCookie(response: Response): void {
  response.clearCookie(SESSION_COOKIE, OPTIONS);
}
