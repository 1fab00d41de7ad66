import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DpopNonces } from './dpop-nonces.js';
import { NonceKeysRepository } from './nonce-keys.repository.js';
import { ProofChecker } from './proof-checker.js';
import { ProofKeys } from './proof-keys.js';
import { TokenPossession } from './token-possession.js';
import { UsedProofs } from './used-proofs.js';
import { UsedProofsSweeper } from './used-proofs.sweeper.js';
import { NonceKey } from './nonce-key.entity.js';
import { UsedProof } from './used-proof.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([NonceKey, UsedProof])],
  providers: [
    DpopNonces,
    NonceKeysRepository,
    ProofChecker,
    ProofKeys,
    TokenPossession,
    UsedProofs,
    UsedProofsSweeper,
  ],
  exports: [ProofChecker, TokenPossession],
})
export class DpopModule {}
