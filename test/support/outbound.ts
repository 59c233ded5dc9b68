import { aLiveAdapter, outboundOf } from './adapters.js';
import type { Gateway } from './app.js';
import { aPartner } from './builders.js';
import { startReceiver } from './receiver.js';

/** Names the campaign, by which the partner knows roundup. */
export const WITH_CAMPAIGN = outboundOf([
  { to: 'campaign', from: ['_metadata.mass_tort_slug'], lookup: { roundup: 'RU-SMITH' }, required: true },
]);
/** Requires a campaign and a fax number, and no lead has either. */
export const WITHOUT_CAMPAIGN = outboundOf([
  { to: 'campaign', from: ['_metadata.mass_tort_slug'], lookup: { nothing: 'X' }, required: true },
  { to: 'client.fax', from: ['fax'], required: true },
]);

/** A partner with an endpoint of its own, and with this adapter live. */
export async function aFirm(gateway: Gateway, adapter?: object) {
  const receiver = await startReceiver();
  const partner = await aPartner(gateway, receiver.url);
  const version = adapter ? await aLiveAdapter(gateway, partner, adapter) : null;
  return { receiver, partner, version };
}
