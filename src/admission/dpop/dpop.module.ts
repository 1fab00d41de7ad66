import { Module } from '@nestjs/common';
import { DpopNonces } from './dpop-nonces.js';
import { NonceKeysRepository } from './nonce-keys.repository.js';
import { ProofChecker } from './proof-checker.js';
import { ProofKeys } from './proof-keys.js';
import { TokenPossession } from './token-possession.js';
import { UsedProofs } from './used-proofs.js';
import { UsedProofsSweeper } from './used-proofs.sweeper.js';

@Module({
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
