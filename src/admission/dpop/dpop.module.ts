import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DpopNonces } from './nonces/dpop-nonces.js';
import { NonceKeysRepository } from './nonces/nonce-keys.repository.js';
import { ProofChecker } from './proof/proof-checker.js';
import { ProofKeys } from './proof/proof-keys.js';
import { TokenPossession } from './token-possession.js';
import { UsedProofs } from './proof/used-proofs.js';
import { UsedProofsSweeper } from './proof/used-proofs.sweeper.js';
import { NonceKey } from './nonces/nonce-key.entity.js';
import { UsedProof } from './proof/used-proof.entity.js';

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
