import { AdapterSampleRow, AdapterVersionRow } from './modules/adapters/adapter-version.entity.js';
import { ApiTokenRow } from './modules/admin/api-token.entity.js';
import { CareBodyRow, CareCaseRow, CareEventRow } from './modules/case-events/care.entity.js';
import {
  LawFirmAliasRow,
  LawFirmRow,
  MassTortRow,
  PartnerCaseDayRow,
  PartnerCaseRow,
} from './modules/cases/case.entity.js';
import { DeliveryAttemptRow, DeliveryRow } from './modules/delivery/delivery.entity.js';
import {
  AlertRow,
  InboundDayRow,
  InboundShapeRow,
  InboundWatchRow,
} from './modules/inbound-status/drift/drift.entity.js';
import { ReplayItemRow, ReplayRunRow } from './modules/inbound-status/replay/replay.entity.js';
import { ShadowDivergenceRow, ShadowRunRow } from './modules/inbound-status/shadow/shadow.entity.js';
import { StatusUpdateKeyRow, StatusUpdateRow } from './modules/inbound-status/status-update.entity.js';
import { ReceiptRow, RefusalCountRow } from './modules/intake/receipt.entity.js';
import {
  ExternalIdDisputeRow,
  ExternalIdStopRow,
  LeadEventRow,
  LeadIdentifierRow,
  LeadRow,
} from './modules/leads/lead.entity.js';
import {
  CanonicalStatusRow,
  DeclaredStatusRow,
  DefaultStatusRow,
  StatusMappingRow,
} from './modules/lifecycle/canonical-status.entity.js';
import { NotificationRow, UserEventRow, UserFeedRow } from './modules/notifications/notification.entity.js';
import { AccessTokenRow, EndpointRow, PartnerRow } from './modules/partners/partner.entity.js';
import {
  LedgerEntryRow,
  PaymentCorrectionRow,
  PaymentEffectRow,
  PaymentEventRow,
  PaymentExceptionRow,
  PaymentRequestRow,
  PaymentRow,
} from './modules/payments/payment.entity.js';
import { ProviderAccountRow, ProviderKeyRow } from './modules/payments/provider-account.entity.js';
import {
  ReconciliationDifferenceRow,
  ReconciliationItemRow,
  ReconciliationResolutionRow,
  ReconciliationRunRow,
} from './modules/payments/reconciliation/reconciliation.entity.js';
import { AuditEntryRow } from './platform/audit/audit-entry.entity.js';

/** Every row class, for the one DataSource. A test compares them with what the migrations made. */
export const ENTITIES = [
  ReceiptRow,
  RefusalCountRow,
  PartnerRow,
  AccessTokenRow,
  EndpointRow,
  ApiTokenRow,
  MassTortRow,
  LawFirmRow,
  LawFirmAliasRow,
  PartnerCaseRow,
  PartnerCaseDayRow,
  CanonicalStatusRow,
  DefaultStatusRow,
  StatusMappingRow,
  DeclaredStatusRow,
  AdapterVersionRow,
  AdapterSampleRow,
  LeadRow,
  LeadIdentifierRow,
  ExternalIdDisputeRow,
  ExternalIdStopRow,
  LeadEventRow,
  DeliveryRow,
  DeliveryAttemptRow,
  StatusUpdateRow,
  ReplayRunRow,
  ReplayItemRow,
  ShadowRunRow,
  ShadowDivergenceRow,
  InboundWatchRow,
  InboundDayRow,
  InboundShapeRow,
  AlertRow,
  StatusUpdateKeyRow,
  ProviderAccountRow,
  ProviderKeyRow,
  PaymentRequestRow,
  PaymentRow,
  PaymentEventRow,
  PaymentExceptionRow,
  PaymentCorrectionRow,
  PaymentEffectRow,
  LedgerEntryRow,
  ReconciliationRunRow,
  ReconciliationItemRow,
  ReconciliationDifferenceRow,
  ReconciliationResolutionRow,
  CareCaseRow,
  CareEventRow,
  CareBodyRow,
  NotificationRow,
  UserFeedRow,
  UserEventRow,
  AuditEntryRow,
];
