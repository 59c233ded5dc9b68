import { Platform0001 } from './0001-platform.js';
import { PartnersAndCatalogue0002 } from './0002-partners-and-catalogue.js';
import { ReceiptsLeadsAndDeliveries0003 } from './0003-receipts-leads-and-deliveries.js';
import { DefaultCatalogue0004 } from './0004-default-catalogue.js';
import { InboundPath0005 } from './0005-inbound-path.js';
import { AdapterVersionsAndAudit0006 } from './0006-adapter-versions-and-audit.js';
import { Onboarding0007 } from './0007-onboarding.js';
import { OutboundFormats0008 } from './0008-outbound-formats.js';
import { Replays0009 } from './0009-replays.js';
import { ParkedWorkAndDisputedIds0010 } from './0010-parked-work-and-disputed-ids.js';
import { Payments0011 } from './0011-payments.js';
import { ShadowsAndDrift0012 } from './0012-shadows-and-drift.js';
import { CaseEvents0013 } from './0013-case-events.js';
import { BooksAndReconciliation0014 } from './0014-books-and-reconciliation.js';
import { FewerRowsOfNews0017 } from './0017-fewer-rows-of-news.js';

/** In order, append only: a released migration is frozen, and a test holds its checksum. */
export const MIGRATIONS = [
  Platform0001,
  PartnersAndCatalogue0002,
  ReceiptsLeadsAndDeliveries0003,
  DefaultCatalogue0004,
  InboundPath0005,
  AdapterVersionsAndAudit0006,
  Onboarding0007,
  OutboundFormats0008,
  Replays0009,
  ParkedWorkAndDisputedIds0010,
  Payments0011,
  ShadowsAndDrift0012,
  CaseEvents0013,
  BooksAndReconciliation0014,
  FewerRowsOfNews0017,
] as const;
