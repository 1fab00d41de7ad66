import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import type { Response } from 'express';
import { KnownTokens } from './known-tokens.js';
import type { PlainRequest } from './known-tokens.js';

class IntrospectDto {
  @IsString()
  @MaxLength(200)
  token: string;
}

/** The routes that are measured, as short as they can be. */
@Controller('api')
export class PlainController {
  constructor(@Inject(KnownTokens) private readonly tokens: KnownTokens) {}

  @Get('auth/verify')
  verify(@Req() request: PlainRequest, @Res({ passthrough: true }) response: Response): void {
    const { username, tokenId, type, assistantId, readOnly } = request.caller ?? this.tokens.anyone;
    response.set({
      'X-Auth-Username': username,
      'X-Auth-Token-Id': tokenId,
      'X-Auth-Type': type,
      'X-Auth-Assistant-Id': assistantId,
      'X-Auth-Read-Only': readOnly,
      'Cache-Control': 'no-store',
    });
  }

  @Get('auth/session')
  session(): object {
    return this.tokens.session;
  }

  @Post('tokens/_introspect')
  @HttpCode(200)
  @Header('Vary', 'Accept')
  @Header('Cache-Control', 'no-store')
  introspect(@Body() { token }: IntrospectDto): object {
    return this.tokens.introspect(token);
  }
}
