import type { Environment } from './partner.domain.js';

/** How the gateway identifies itself to a partner's endpoint. */
export type EndpointAuth =
  | { readonly type: 'api_key'; readonly header: string; readonly value: string }
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'hmac'; readonly secret: string };

/** How an endpoint is called. */
export type EndpointSettings = {
  readonly url: string;
  /** Total, from the look-up of the name to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly maxRetries: number;
  /** Seconds before each retry; null: the standard schedule. */
  readonly retrySchedule: number[] | null;
  /** What happens when it is not known whether a lead arrived. */
  readonly onUnknown: 'retry' | 'hold';
  /** Attempts in flight at once, in one process. */
  readonly maxConcurrency: number;
  /** What replies mean, as documents that the adapters module checks and reads. */
  readonly outcomeRules: object[];
};

/** An endpoint as operators see it: without its secrets. */
export type EndpointView = EndpointSettings & {
  readonly environment: Environment;
  readonly authType: EndpointAuth['type'];
  readonly disabledAt: Date | null;
  readonly disabledReason: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** An endpoint with its secrets opened: for a delivery, and never to be kept or shown. */
export type Endpoint = EndpointSettings & {
  readonly id: string;
  readonly partnerId: string;
  readonly environment: Environment;
  readonly auth: EndpointAuth;
  /** Each signs: two while one replaces the other. */
  readonly signingSecrets: string[];
  readonly disabledAt: Date | null;
  readonly disabledReason: string | null;
};

/** An endpoint as it is stored. */
export type SealedEndpoint = EndpointView & {
  readonly id: string;
  readonly partnerId: string;
  readonly authSealed: Buffer;
  readonly signingSecretSealed: Buffer;
};

/** What operators may see of it. */
export function endpointViewOf({
  id: _,
  partnerId: __,
  authSealed: ___,
  signingSecretSealed: ____,
  ...view
}: SealedEndpoint): EndpointView {
  return view;
}
