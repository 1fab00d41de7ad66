import { verify } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { requestOf } from '../../../admission/guards/request-of.js';
import { GITHUB_SIGNATURE, signedBodyOf } from '../../../api/http/signed-body.js';
import { Config } from '../../../platform/config/config.js';
import { ForbiddenError } from '../../../platform/errors/domain-error.js';
import { InvalidRequestError } from '../../../platform/errors/request.errors.js';
import { rememberUrls } from './found-at.decorator.js';

const KEY_ID = 'github-public-key-identifier';

/** https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program */
interface GithubAlert {
  token?: unknown;
  url?: unknown;
}

/** Verifies the signature of a report from GitHub, and turns it into one of the usual form. */
@Injectable()
export class GithubReportGuard implements CanActivate {
  constructor(private readonly config: Config) {}

  /** @throws ForbiddenError, InvalidRequestError */
  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const signed = signedBodyOf(request);
    if (signed === undefined) return true;
    if (!this.isGenuine(request, signed)) {
      throw new ForbiddenError('The signature of the report is not valid.');
    }
    const alerts: unknown = request.body;
    if (!Array.isArray(alerts)) throw new InvalidRequestError('The body must be a JSON array.');
    const found = alerts.map((alert: unknown) => (alert ?? {}) as GithubAlert);
    rememberUrls(request, new Map(found.flatMap(urlOf)));
    request.body = { tokens: found.map(({ token }) => token), source: 'GitHub' };
    return true;
  }

  private isGenuine({ headers }: Request, signed: Buffer): boolean {
    const key = this.config.githubSecretScanningKeys?.get(String(headers[KEY_ID]));
    const signature = Buffer.from(String(headers[GITHUB_SIGNATURE]), 'base64');
    return key !== undefined && verify('sha256', signed, key, signature);
  }
}

function urlOf({ token, url }: GithubAlert): [string, string][] {
  return typeof token === 'string' && typeof url === 'string' ? [[token, url]] : [];
}
