import type { ProposedTarget } from '../inbound-adapter.domain.js';
import type { Profile } from './profile.domain.js';
import { CASE_PROFILES } from './profiles-case.domain.js';
import { PERSON_PROFILES } from './profiles-person.domain.js';
import { RECORD_PROFILES } from './profiles-record.domain.js';
import { STATUS_PROFILES } from './profiles-status.domain.js';

/** How each field is recognised. */
export const PROFILES: Readonly<Record<ProposedTarget, Profile>> = {
  ...RECORD_PROFILES,
  ...STATUS_PROFILES,
  ...PERSON_PROFILES,
  ...CASE_PROFILES,
};
