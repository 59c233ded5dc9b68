import { StatusUpdateKeyRow, StatusUpdateRow } from './modules/inbound-status/status-update.entity.js';
import { ReceiptRow, RefusalCountRow } from './modules/intake/receipt.entity.js';
import { LeadEventRow, LeadIdentifierRow, LeadRow } from './modules/leads/lead.entity.js';

/** Every row class, for the one DataSource. A test compares them with what the migrations made. */
export const ENTITIES = [
  ReceiptRow,
  RefusalCountRow,
  LeadRow,
  LeadIdentifierRow,
  LeadEventRow,
  StatusUpdateRow,
  StatusUpdateKeyRow,
];
