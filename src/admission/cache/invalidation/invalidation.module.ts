import { Global, Module } from '@nestjs/common';
import { ChangeFeed } from './change-feed.js';
import { Transaction } from './transaction.js';

@Global()
@Module({ providers: [ChangeFeed, Transaction], exports: [ChangeFeed, Transaction] })
export class ChangesModule {}
