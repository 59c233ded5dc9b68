/** One HTTP try of a delivery. */
export type AttemptView = {
  readonly at: Date;
  readonly outcome: string;
  readonly httpStatus: number | null;
  readonly durationMs: number | null;
  readonly nextAttemptAt?: Date;
};
export type DeliveryView = { readonly id: string; readonly state: string; readonly attempts: readonly AttemptView[] };

/** What is owed to partners for a lead. Bound by the module that delivers. */
export abstract class DeliveryViews {
  abstract ofLead(leadId: string): Promise<DeliveryView[]>;
}
