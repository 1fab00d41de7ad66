import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Owner } from '../owners/owner.entity.js';

@Entity('teams')
export class Team {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'teams_pkey' })
  id: string;

  @OneToOne(() => Owner, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'id', foreignKeyConstraintName: 'teams_id_fkey' })
  owner: Relation<Owner>;

  @Column({ type: 'text' })
  name: string;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
