import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A deleted assistant or user whose chats are still to be removed. Triggers insert it. */
@Entity('chat_removals')
export class ChatRemoval {
  /** The id of the assistant or user. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'chat_removals_pkey' })
  id: string;

  /** The number of chats that have been removed so far. */
  @Column({ type: 'integer', default: 0 })
  removed: number;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;
}
