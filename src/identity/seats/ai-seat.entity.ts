import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { User } from '../users/user.entity.js';

@Entity('ai_seats')
export class AiSeat {
  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'ai_seats_pkey' })
  userId: string;

  @OneToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'ai_seats_user_id_fkey' })
  user: Relation<User>;

  @Column({ name: 'assigned_at', type: 'timestamptz', precision: 3 })
  assignedAt: Date;
}
