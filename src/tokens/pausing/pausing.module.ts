import { Module } from '@nestjs/common';
import { PausingRepository } from './pausing.repository.js';
import { TokenPausing } from './token-pausing.js';

@Module({ providers: [PausingRepository, TokenPausing], exports: [TokenPausing] })
export class PausingModule {}
