import { Module } from '@nestjs/common';
import { CrossOrigin } from './cross-origin.js';
import { TokenHosts } from './token-hosts.js';
import { TokenHostsRepository } from './token-hosts.repository.js';

@Module({ providers: [CrossOrigin, TokenHosts, TokenHostsRepository] })
export class CorsModule {}
