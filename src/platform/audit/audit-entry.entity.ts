import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That somebody did something. Never changed and never removed: a trigger refuses it. */
@Entity('audit_entry')
export class AuditEntryRow {
  @PrimaryColumn('uuid') readonly id!: string;
  @Column('timestamptz') at!: Date;
  @Column('text', { name: 'actor_kind' }) actorKind!: 'operator' | 'api_token' | 'system';
  @Column('uuid', { name: 'actor_id', nullable: true }) actorId!: string | null;
  @Column('text', { name: 'actor_name' }) actorName!: string;
  /** `adapter.activated` */
  @Column('text') action!: string;
  @Column('text', { name: 'subject_type' }) subjectType!: string;
  @Column('text', { name: 'subject_id' }) subjectId!: string;
  /** Without personal data. */
  @Column('jsonb') details!: object;
}
