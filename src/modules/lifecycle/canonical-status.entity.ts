import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a status means to us. Switched off, never deleted: history keeps its meaning. */
@Entity('canonical_status')
export class CanonicalStatusRow {
  @PrimaryColumn('text') readonly code!: string;
  @Column('text') label!: string;
  @Column('text') meaning!: string;
  @Column('integer') stage!: number;
  @Column('boolean') terminal!: boolean;
  @Column('boolean') notify!: boolean;
  @Column('text', { name: 'push_text' }) pushText!: string;
  /** Statuses of a higher stage that a lead may come back from. */
  @Column('text', { name: 'also_from', array: true }) alsoFrom!: string[];
  /** True for what PayMe's public pages show. */
  @Column('boolean') documented!: boolean;
  @Column('boolean') active!: boolean;
}

/** What a raw status means when its partner says nothing else. */
@Entity('default_status')
export class DefaultStatusRow {
  @PrimaryColumn('text', { name: 'status_key' }) readonly statusKey!: string;
  @Column('text', { name: 'raw_status' }) rawStatus!: string;
  @Column('text') canonical!: string;
}

/** What a raw status means when one partner sends it. */
@Entity('status_mapping')
export class StatusMappingRow {
  @PrimaryColumn('uuid', { name: 'partner_id' }) readonly partnerId!: string;
  @PrimaryColumn('text', { name: 'status_key' }) readonly statusKey!: string;
  @Column('text', { name: 'raw_status' }) rawStatus!: string;
  /** Null: known, changes nothing. */
  @Column('text', { nullable: true }) canonical!: string | null;
}

/** A raw status that a partner says it will send. */
@Entity('declared_status')
export class DeclaredStatusRow {
  @PrimaryColumn('uuid', { name: 'partner_id' }) readonly partnerId!: string;
  @PrimaryColumn('text', { name: 'status_key' }) readonly statusKey!: string;
  @Column('text', { name: 'raw_status' }) rawStatus!: string;
}
