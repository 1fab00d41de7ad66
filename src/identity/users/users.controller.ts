import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentCaller } from '../../admission/decorators/caller.decorator.js';
import type { Caller } from '../../admission/principal.js';
import { RequireAdmin, SessionOnly } from '../../admission/decorators/route-policy.decorators.js';
import { IfMatch } from '../../api/conditional/if-match.decorator.js';
import type { Precondition } from '../../api/conditional/precondition.js';
import { Tagged } from '../../api/conditional/tagged.decorator.js';
import { assembleCollection } from '../../api/hal/collection.js';
import { paths } from '../../api/hal/links.js';
import { toPageRequest } from '../../api/hal/page.query.js';
import { bodyOrNothing } from '../../api/http/body-or-nothing.js';
import { ApiRoute } from '../../api/openapi/api-route.decorator.js';
import { DeleteUserQuery } from './dto/delete-user.query.js';
import { UserDeletionResource } from './dto/user-deletion.resource.js';
import { ListUsersQuery } from './dto/list-users.query.js';
import { CreateUserDto } from './dto/create-user.dto.js';
import { UpdateUserDto } from './dto/update-user.dto.js';
import { UpdatedUserResource, UserCollection, UserResource } from './dto/user.resource.js';
import { assembleUpdatedUser, assembleUser } from './user.assembler.js';
import { userState } from './user.state.js';
import { ApiUsername } from './username.parameter.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @RequireAdmin()
  @ApiRoute({
    id: 'listUsers',
    summary: 'List users',
    answers: {
      200: {
        description: 'A page of users, ordered by username by default.',
        type: UserCollection,
      },
    },
    errors: ['validation_failed', 'invalid_cursor'],
  })
  async list(@CurrentCaller() caller: Caller, @Query() query: ListUsersQuery) {
    return assembleCollection({
      relation: 'inf:user',
      path: paths.users(),
      query: { ...query },
      page: await this.users.list(query, toPageRequest(query)),
      assemble: (user) => assembleUser(user, caller.principal),
    });
  }

  @Post()
  @RequireAdmin()
  @Tagged(userState)
  @ApiRoute({
    id: 'createUser',
    summary: 'Create a user',
    answers: {
      201: { description: 'The new user.', type: UserResource, headers: ['Location'] },
    },
    errors: ['validation_failed', 'id_taken', 'unavailable'],
  })
  async create(@CurrentCaller() caller: Caller, @Body() dto: CreateUserDto): Promise<UserResource> {
    return assembleUser(await this.users.create(caller, dto), caller.principal);
  }

  @Get(':username')
  @Tagged(userState)
  @ApiUsername()
  @ApiRoute({
    id: 'getUser',
    summary: 'Read a user',
    description: 'Admins can read every user, other users only themselves.',
    answers: { 200: { description: 'The user.', type: UserResource } },
    errors: ['not_found'],
  })
  async get(
    @CurrentCaller() caller: Caller,
    @Param('username') username: string,
  ): Promise<UserResource> {
    return assembleUser(await this.users.get(caller, username), caller.principal);
  }

  @Patch(':username')
  @Tagged(userState)
  @SessionOnly(({ password, endTokens }) => password !== undefined || endTokens !== undefined)
  @ApiUsername()
  @ApiRoute({
    id: 'updateUser',
    summary: 'Update a user',
    description:
      'Users can change their own display name and password. Admins can change every property of every user. Changing a password requires a session as the credential, and ends all other sessions of the user. Tokens keep working unless you send `endTokens: true`, and `live` tells how many are left.',
    answers: { 200: { description: 'The user.', type: UpdatedUserResource } },
    errors: ['validation_failed', 'not_found', 'forbidden', 'last_admin', 'unavailable'],
  })
  async update(
    @CurrentCaller() caller: Caller,
    @Param('username') username: string,
    @Body() dto: UpdateUserDto,
    @IfMatch() precondition: Precondition,
  ): Promise<UpdatedUserResource> {
    return assembleUpdatedUser(
      await this.users.update(caller, username, dto, precondition),
      caller.principal,
    );
  }

  @Delete(':username')
  @HttpCode(204)
  @ApiUsername()
  @ApiRoute({
    id: 'deleteUser',
    summary: 'Delete a user',
    description:
      'Deletes the user, the chats of the user, and the assistants the user owns with their chats. Revokes the tokens of the user and all tokens of those assistants. With `transferTo`, the assistant tokens of the user get a new owner instead, and the response lists them. If one of them cannot be transferred, for example because the user owns its assistant, nothing changes.',
    answers: {
      200: {
        description: 'The user was deleted, and the tokens were transferred.',
        type: UserDeletionResource,
      },
      204: { description: 'The user was deleted.' },
    },
    errors: ['validation_failed', 'not_found', 'last_admin', 'tokens_not_transferable'],
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @Param('username') username: string,
    @Query() query: DeleteUserQuery,
    @IfMatch() precondition: Precondition,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserDeletionResource | undefined> {
    return bodyOrNothing(response, await this.users.delete(caller, username, query, precondition));
  }
}
