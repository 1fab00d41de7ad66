import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { generateKeyPair, jwtVerify, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import type { RunningServer } from '../processes/server-messages.js';
import { createBareApp, listen } from './bare-app.js';

const ISSUER = 'https://tokens.example.com';
const AUDIENCE = 'team:sales-assistant';

let publicKey: CryptoKey;

@Injectable()
class JwtGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { authorization = '' } = context.switchToHttp().getRequest<Request>().headers;
    await jwtVerify(authorization.slice('Bearer '.length), publicKey, {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: ['EdDSA'],
    });
    return true;
  }
}

@Controller('api/auth/verify')
class VerifyController {
  @Get()
  @UseGuards(JwtGuard)
  verify(): void {
    return;
  }
}

@Module({ controllers: [VerifyController] })
class JoseModule {}

/** A route whose guard checks the signature of an EdDSA JWT for each request. */
export async function startJose(): Promise<RunningServer> {
  const keys = await generateKeyPair('EdDSA');
  ({ publicKey } = keys);
  const credential = await new SignJWT({ read_only: false })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject('admin')
    .setExpirationTime('1h')
    .sign(keys.privateKey);
  return { ...(await listen(await createBareApp(JoseModule))), credential };
}
