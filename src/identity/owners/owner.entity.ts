import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

export type OwnerKind = 'user' | 'team' | 'service_account';

/** Reserves an id: users, teams and service accounts share one namespace. */
@Entity('owners')
@Check('owners_kind_check', `kind IN ('user', 'team', 'service_account')`)
export class Owner {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'owners_pkey' })
  id: string;

  @Column({ type: 'text' })
  kind: OwnerKind;
}
