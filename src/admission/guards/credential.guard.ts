import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { CREDENTIAL_CHECKS } from '../checks/checks.js';
import { RequestChecks } from './request-checks.js';

/** Runs the checks on the credential and its restrictions. */
@Injectable()
export class CredentialGuard implements CanActivate {
  constructor(private readonly checks: RequestChecks) {}

  canActivate(context: ExecutionContext): boolean {
    return this.checks.require(CREDENTIAL_CHECKS, context);
  }
}
