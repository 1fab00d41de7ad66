import { Global, Module } from '@nestjs/common';
import { InvalidationFeed } from './invalidation-feed.js';
import { Transaction } from './transaction.js';

@Global()
@Module({ providers: [InvalidationFeed, Transaction], exports: [InvalidationFeed, Transaction] })
export class InvalidationModule {}
