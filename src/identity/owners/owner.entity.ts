import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

export type OwnerKind = 'user' | 'team';

/** Reserves an id: users and teams share one namespace. */
@Entity('owners')
@Check('owners_kind_check', `kind IN ('user', 'team')`)
export class Owner {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'owners_pkey' })
  id: string;

  @Column({ type: 'text' })
  kind: OwnerKind;
}
