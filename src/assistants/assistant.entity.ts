import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import type { Relation } from 'typeorm';
import { Owner } from '../identity/owners/owner.entity.js';

@Entity('assistants')
@Index('assistants_owner_id_slug_key', ['ownerId', 'slug'], { unique: true })
@Index('assistants_shared_id_idx', ['id'], { where: 'shared' })
export class Assistant {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'assistants_pkey' })
  id: string;

  @Column({ name: 'owner_id', type: 'text' })
  ownerId: string;

  @ManyToOne(() => Owner, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'owner_id', foreignKeyConstraintName: 'assistants_owner_id_fkey' })
  owner: Relation<Owner>;

  @Column({ type: 'text' })
  slug: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', default: '' })
  description: string;

  @Column({ type: 'text', default: '' })
  instructions: string;

  @Column({ type: 'text', default: '' })
  welcome: string;

  @Column({ type: 'text', array: true, default: '{}' })
  suggestions: string[];

  @Column({ name: 'model_id', type: 'text', nullable: true })
  modelId: string | null;

  @Column({ type: 'boolean', default: false })
  shared: boolean;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt: Date;

  get naturalId(): string {
    return `${this.ownerId}:${this.slug}`;
  }
}
