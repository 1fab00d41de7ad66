import { Body, Controller, Get, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import {
  CurrentClient,
  CurrentCaller,
  principalOf,
} from '../../admission/decorators/caller.decorator.js';
import type { Caller, Client } from '../../admission/principal.js';
import {
  AllowChildren,
  AssistantScoped,
  Public,
  SessionOnly,
} from '../../admission/decorators/route-policy.decorators.js';
import { LoginDto } from './dto/login.dto.js';
import { LoginResource, SessionResource } from './dto/session.resource.js';
import { LoginService } from './login.service.js';
import { assembleLogin, assembleSession } from './session.assembler.js';
import { SessionCookie } from './session-cookie.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly login: LoginService,
    private readonly cookie: SessionCookie,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @Public()
  @ApiRoute({
    id: 'logIn',
    summary: 'Log in',
    description:
      'Opens a session. After 5 failed attempts for an account from one network within 15 minutes, the service refuses further attempts with 429. It also refuses a network that has caused more failed authentications of any kind within a minute than `AUTH_FAILURES_PER_MINUTE` allows.',
    answers: {
      200: {
        description: 'The session.',
        type: LoginResource,
        headers: ['Set-Cookie', 'Cache-Control'],
      },
    },
    errors: ['validation_failed', 'invalid_credentials', 'too_many_requests', 'unavailable'],
  })
  async logIn(
    @Body() { username, password }: LoginDto,
    @CurrentClient() client: Client,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LoginResource> {
    const session = await this.login.logIn(username, password, client);
    this.cookie.set(response, session);
    return assembleLogin(session);
  }

  @Post('logout')
  @HttpCode(204)
  @SessionOnly()
  @ApiRoute({
    id: 'logOut',
    summary: 'Log out',
    description: 'Ends the session immediately.',
    answers: { 204: { description: 'The session has ended.', headers: ['Set-Cookie'] } },
  })
  async logOut(
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.login.logOut(caller);
    this.cookie.clear(response);
  }

  @Get('session')
  @AssistantScoped({ own: 'credential' })
  @AllowChildren()
  @ApiRoute({
    id: 'getSession',
    summary: 'Read the principal',
    description:
      'Returns the user behind the credential and what the credential may do. Accepts every kind of credential except callback tokens.',
    answers: { 200: { description: 'The principal.', type: SessionResource } },
  })
  session(@Req() request: Request): Readonly<SessionResource> {
    return assembleSession(principalOf(request));
  }
}
