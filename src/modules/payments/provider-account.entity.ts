import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { type Decimal, fromNumeric } from '../../kernel/money.js';

export const PROVIDERS = ['payram', 'paidlys', 'carevalidate'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** PostgreSQL pads an amount with zeros. */
const amount = { to: (value: unknown) => value, from: (text: string) => fromNumeric(text) };

/** One set-up at a provider. Its path is `/api/webhooks/{provider}/{account}`. */
@Entity('provider_account')
@Unique('provider_account_name', ['provider', 'account'])
export class ProviderAccountRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') provider!: Provider;
  @Column('text') account!: string;
  @Column('text') name!: string;
  /** Where the provider's API is; null when it is not to be asked. */
  @Column('text', { name: 'base_url', nullable: true }) baseUrl!: string | null;
  @Column('bytea', { name: 'api_token_sealed', nullable: true }) apiTokenSealed!: Buffer | null;
  /** The header that may hold a key instead of a signature, or beside one; null where only signatures count. */
  @Column('text', { name: 'static_header', nullable: true }) staticHeader!: string | null;
  @Column('text') recheck!: 'always' | 'unsigned_only';
  @Column('text', { name: 'late_payments' }) latePayments!: 'hold' | 'accept';
  @Column('numeric', { name: 'fill_tolerance', precision: 38, scale: 18, transformer: amount }) fillTolerance!: Decimal;
  @Column('text', { name: 'payout_addresses', array: true }) payoutAddresses!: string[];
  /** Of amounts that come without one. */
  @Column('text') currency!: string;
  @Column('boolean') active!: boolean;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

/** What proves an account's webhooks. Several are in force while one replaces another. */
@Entity('provider_key')
export class ProviderKeyRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  /** What signs the bytes, or what stands in the fixed header as it is. */
  @Column('text') purpose!: 'signature' | 'header';
  @Column('bytea', { name: 'secret_sealed' }) secretSealed!: Buffer;
  @Column('text', { name: 'last_four' }) lastFour!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'last_used_at', nullable: true }) lastUsedAt!: Date | null;
  @Column('timestamptz', { name: 'retired_at', nullable: true }) retiredAt!: Date | null;
}
