import { Injectable } from '@nestjs/common';
import { cleanEmail, cleanPhone } from '../../kernel/contact.js';
import { parseJsonLosslessly } from '../../kernel/json.js';
import { isUuid } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { IntakeService } from '../intake/intake.service.js';
import { LeadIdentityService } from '../leads/lead-identity.service.js';
import { PaymentRequestsRepository } from './payment-requests.repository.js';
import { PaymentViewsRepository } from './payment-views.repository.js';
import { type PaymentDetail, PaymentsService } from './payments.service.js';
import { type KnownUsers, type Payer, type Proposal, payerIn, proposalsFrom } from './proposal.domain.js';
import type { Body } from './reading.domain.js';

export type { Proposal } from './proposal.domain.js';

/** The newest say it all. */
const MOST_RECEIPTS = 5;
const LIMITS = { depth: 64, values: 10_000, literalNumbers: true };

/** Proposes whose a payment may be, by what its webhooks say of who paid. A person decides. */
@Injectable()
export class ProposalsService {
  constructor(
    private readonly transaction: Transaction,
    private readonly intake: IntakeService,
    private readonly identity: LeadIdentityService,
    private readonly payments: PaymentsService,
    private readonly views: PaymentViewsRepository,
    private readonly requests: PaymentRequestsRepository,
  ) {}

  /** None for a payment that is somebody's. @throws DomainError `payment_not_found` */
  async of(id: string): Promise<Proposal[]> {
    const payment = await this.payments.find(id);
    if (payment.userId !== null) return [];
    const payer = payerIn(await this.#bodiesOf(payment));
    return this.transaction.run(async (tx) => {
      const known = await this.#knownUsers(tx, payer);
      const users = [...payer.userIds, ...known.email, ...known.phone];
      const ids = payer.requestIds.filter(isUuid);
      const row = await this.views.find(tx, id);
      const open = await this.requests.unanswered(tx, row?.accountId ?? '', { ids, users });
      return proposalsFrom(open, payer, known, { filled: payment.filled, asset: payment.asset });
    });
  }

  async #knownUsers(tx: Tx, { emails, phones }: Payer): Promise<KnownUsers> {
    const mails = emails.flatMap((email) => cleanEmail(email) ?? []);
    const numbers = phones.flatMap((phone) => cleanPhone(phone)?.e164 ?? []);
    return {
      email: await this.identity.usersOf(tx, 'email', mails),
      phone: await this.identity.usersOf(tx, 'phone', numbers),
    };
  }

  /** A receipt that is past its time has nothing to say any more. */
  async #bodiesOf({ events }: PaymentDetail): Promise<Body[]> {
    const ids = events.flatMap(({ receiptId }) => receiptId ?? []).slice(-MOST_RECEIPTS);
    const bodies = await Promise.all(ids.map((receiptId) => this.intake.body(receiptId).catch(() => null)));
    return bodies.flatMap((body) => (body === null ? [] : membersOf(body)));
  }
}

function membersOf(body: Buffer): Body[] {
  try {
    const parsed = parseJsonLosslessly(body.toString(), LIMITS);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? [parsed as Body] : [];
  } catch {
    return [];
  }
}
