import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A subject of litigation, with the prefix of its case codes. */
@Entity('mass_tort')
@Unique('mass_tort_slug', ['slug'])
@Unique('mass_tort_code', ['code'])
export class MassTortRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') slug!: string;
  @Column('text') name!: string;
  @Column('text') code!: string;
  @Column('boolean') active!: boolean;
}

/** A firm that takes cases, which partners may spell in many ways. */
@Entity('law_firm')
@Unique('law_firm_name', ['nameKey'])
export class LawFirmRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('text') name!: string;
  @Column('text', { name: 'name_key' }) nameKey!: string;
}

@Entity('law_firm_alias')
export class LawFirmAliasRow {
  @PrimaryColumn('text', { name: 'alias_key' }) readonly aliasKey!: string;
  @Column('text') alias!: string;
  @Column('uuid', { name: 'law_firm_id' }) lawFirmId!: string;
}

/** That a partner handles a mass tort: where, how often, and at what share. */
@Entity('partner_case')
export class PartnerCaseRow {
  @PrimaryColumn('uuid', { name: 'partner_id' }) readonly partnerId!: string;
  @PrimaryColumn('uuid', { name: 'mass_tort_id' }) readonly massTortId!: string;
  /** Two-letter codes; null: everywhere. */
  @Column('text', { array: true, nullable: true }) states!: string[] | null;
  /** Leads a day, UTC; null: no cap. */
  @Column('integer', { name: 'daily_cap', nullable: true }) dailyCap!: number | null;
  @Column('integer') weight!: number;
  /** By which the partner names the mass tort, as it writes them. */
  @Column('text', { name: 'case_codes', array: true }) caseCodes!: string[];
  @Column('boolean') active!: boolean;
}

/** How many leads a partner with a cap got on a day, UTC. */
@Entity('partner_case_day')
export class PartnerCaseDayRow {
  @PrimaryColumn('uuid', { name: 'partner_id' }) readonly partnerId!: string;
  @PrimaryColumn('uuid', { name: 'mass_tort_id' }) readonly massTortId!: string;
  @PrimaryColumn('date') readonly day!: string;
  @Column('integer') routed!: number;
}
