import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** What the app's backend and operators' programs identify themselves with: the hash of it. */
@Entity('api_token')
@Unique('api_token_hash', ['tokenHash'])
export class ApiTokenRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') kind!: 'service' | 'admin';
  /** Whose it is, for people. */
  @Column('text') name!: string;
  @Column('text', { name: 'token_hash' }) tokenHash!: string;
  @Column('text', { name: 'last_four' }) lastFour!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'last_used_at', nullable: true }) lastUsedAt!: Date | null;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}
