import { sha256 } from '../../kernel/sha256.js';
import type { Facts } from './payment-state.domain.js';
import { amountOf, type Body, Flaws, present, type Reading, textOf } from './reading.domain.js';
import { type Kind, MACHINES } from './state-tables.domain.js';

/** Characters of a name that is made up of others; each is three bytes at most. */
const LONGEST_KEY = 500;

/** Addresses that the account may pay to without anybody being called. */
type Given = { readonly payoutAddresses: readonly string[] };

/** What a PaidLys body tells. Only a withdrawal names its type; the others are told apart by their members. */
export function readPaidlys(body: Body, given: Given): Reading {
  if (textOf(body['type']) === 'withdrawal') return withdrawalOf(body, given);
  const invoiceId = textOf(body['invoiceId']);
  if (invoiceId !== null) return invoiceOf(body, invoiceId);
  const address = textOf(body['depositAddress']);
  return address === null ? { is: 'unknown', reason: 'reference_missing' } : depositOf(body, address);
}

/** A webhook says `closed` for what the API calls `expired`. */
function invoiceOf(body: Body, reference: string): Reading {
  const rawStatus = textOf(body['status']);
  const status = known('paidlys_invoice', rawStatus === 'closed' ? 'expired' : rawStatus);
  return told({ kind: 'paidlys_invoice', reference, status, rawStatus, facts: {} }, new Flaws());
}

/** An empty hash is none; one that is there is kept as it came, and never fetched. */
function withdrawalOf(body: Body, { payoutAddresses }: Given): Reading {
  const reference = textOf(body['uid']);
  if (reference === null) return { is: 'unknown', reason: 'reference_missing' };
  const flaws = new Flaws();
  const wrong = () => flaws.add('amount_mismatch');
  const to = textOf(body['to']);
  const txHash = textOf(body['txHash']);
  const facts = present({
    amount: amountOf(body['amount'], wrong),
    fee: amountOf(body['fee'], wrong),
    asset: textOf(body['asset']),
    network: textOf(body['dchain']),
    to,
    txHash,
  }) as Facts;
  const rawStatus = textOf(body['status']);
  const processing = txHash === null ? 'initiated' : 'broadcast';
  const status = rawStatus === 'processing' ? processing : ended(rawStatus);
  const isKnown = to !== null && payoutAddresses.includes(to);
  return told({ kind: 'paidlys_withdrawal', reference, status, rawStatus, facts }, flaws, isKnown);
}

function ended(rawStatus: string | null): string | null {
  return rawStatus === 'done' || rawStatus === 'rejected' ? rawStatus : null;
}

/** `id` names the address, which takes any number of deposits; a deposit is told by where, what and in which transaction. */
function depositOf(body: Body, to: string): Reading {
  const [asset, network, txHash] = [textOf(body['asset']), textOf(body['network']), textOf(body['hash'])];
  if (asset === null || network === null || txHash === null) return { is: 'unknown', reason: 'reference_missing' };
  const flaws = new Flaws();
  const filled = amountOf(body['amount'], () => flaws.add('amount_mismatch'));
  const facts = present({ filled, asset, network, to, txHash, addressId: textOf(body['id']) }) as Facts;
  const rawStatus = textOf(body['status']);
  const status = known('paidlys_deposit', rawStatus);
  const reference = keyOf([network, txHash, to, asset].join('|'));
  return told({ kind: 'paidlys_deposit', reference, status, rawStatus, facts }, flaws);
}

/** As it stands while an index can hold it; what is longer is named by its hash. */
export function keyOf(text: string): string {
  return text.length <= LONGEST_KEY ? text : `sha256:${sha256(text).toString('hex')}`;
}

function known(kind: Kind, status: string | null): string | null {
  return status !== null && MACHINES[kind].ranks.includes(status) ? status : null;
}

type Told = {
  readonly kind: Kind;
  readonly reference: string;
  readonly status: string | null;
  readonly rawStatus: string | null;
  readonly facts: Facts;
};

function told(event: Told, flaws: Flaws, isKnown = true): Reading {
  return {
    is: 'event',
    event: { ...event, at: null, progress: false, verified: true, known: isKnown, flaws: flaws.all },
  };
}
