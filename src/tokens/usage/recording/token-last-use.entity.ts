import { Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Token } from '../../token.entity.js';

/** The last use of a token, with any of its secrets. A trigger adds it with the token. */
@Entity('token_last_uses')
@Index('token_last_uses_idle_since_idx', ['idleSince', 'tokenId'])
@Index('token_last_uses_last_used_at_idx', { synchronize: false })
export class TokenLastUse {
  @PrimaryColumn({
    name: 'token_id',
    type: 'uuid',
    primaryKeyConstraintName: 'token_last_uses_pkey',
  })
  tokenId: string;

  @OneToOne(() => Token, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'token_id', foreignKeyConstraintName: 'token_last_uses_token_id_fkey' })
  token: Relation<Token>;

  @Column({ name: 'last_used_at', type: 'timestamptz', precision: 3, nullable: true })
  lastUsedAt: Date | null;

  /** The last use. Without one, when the token was created. */
  @Column({ name: 'idle_since', type: 'timestamptz', precision: 3 })
  idleSince: Date;
}
