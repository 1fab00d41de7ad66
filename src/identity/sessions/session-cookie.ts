import { Injectable } from '@nestjs/common';
import type { CookieOptions, Response } from 'express';
import {
  hasOldSession,
  OLD_SESSION_COOKIE,
  sessionCookieName,
} from '../../admission/authentication/session-cookies.js';
import { Config } from '../../platform/config/config.js';

interface OpenSession {
  secret: string;
  expiresAt: Date;
}

/** A name with the prefix `__Host-` needs this path, also if the service has a path of its own. */
const OPTIONS: CookieOptions = { httpOnly: true, sameSite: 'lax', secure: true, path: '/' };

@Injectable()
export class SessionCookie {
  private readonly name: string;

  constructor(config: Config) {
    this.name = sessionCookieName(config);
  }

  set(response: Response, { secret, expiresAt }: OpenSession): void {
    response.cookie(this.name, secret, { ...OPTIONS, expires: expiresAt });
    clearOld(response);
  }

  clear(response: Response): void {
    response.clearCookie(this.name, OPTIONS);
    clearOld(response);
  }
}

/** Leaves the cookie of another application alone. */
function clearOld(response: Response): void {
  if (hasOldSession(response.req.headers.cookie)) response.clearCookie(OLD_SESSION_COOKIE, OPTIONS);
}
