import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { TokenSecret } from './token-secret.entity.js';

export interface NewSecret {
  tokenId: string;
  version: number;
  digest: Buffer;
  createdAt: Date;
  rotationId: string;
}

export interface SecretUse {
  tokenId: string;
  version: number;
  at: Date;
  /** `null` if unknown */
  address: string | null;
}

@Injectable()
export class TokenSecretsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async insert(manager: EntityManager, secret: NewSecret): Promise<void> {
    await manager.insert(TokenSecret, secret);
  }

  async findTokenId(digest: Buffer): Promise<string | null> {
    const secret = await this.dataSource.manager.findOne(TokenSecret, {
      select: { tokenId: true },
      where: { digest },
    });
    return secret?.tokenId ?? null;
  }

  /** Newest first. */
  findByToken(tokenId: string, manager = this.dataSource.manager): Promise<TokenSecret[]> {
    return manager.find(TokenSecret, { where: { tokenId }, order: { version: 'DESC' } });
  }

  /**
   * Retires `current` at `retiresAt`, and older secrets in their overlap now. These keep the end that
   * was promised.
   */
  async retire(
    manager: EntityManager,
    tokenId: string,
    current: number,
    retiresAt: Date,
    now: Date,
  ): Promise<void> {
    await manager.query(
      `UPDATE token_secrets
       SET retires_at = CASE WHEN version = $2 THEN $3 ELSE $4 END,
         promised_until = CASE WHEN version < $2 THEN retires_at END
       WHERE token_id = $1 AND version <= $2 AND (retires_at IS NULL OR retires_at > $4)`,
      [tokenId, current, retiresAt, now],
    );
  }

  /** A trigger keeps the last use of the token too. */
  async saveLastUses(uses: SecretUse[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE token_secrets s
       SET last_used_at = u.at, last_used_address = coalesce(u.address, s.last_used_address)
       FROM json_to_recordset($1)
         AS u ("tokenId" uuid, version int, at timestamptz, address text)
       WHERE s.token_id = u."tokenId" AND s.version = u.version
         AND (s.last_used_at IS NULL OR s.last_used_at <= u.at)`,
      [JSON.stringify(uses)],
    );
  }
}
