import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { CREDENTIAL_CHECKS } from '../checks/checks.js';
import { requireAllowed } from './require-allowed.js';

/** Runs the checks on the credential and its restrictions. */
@Injectable()
export class CredentialGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return requireAllowed(CREDENTIAL_CHECKS, context);
  }
}
