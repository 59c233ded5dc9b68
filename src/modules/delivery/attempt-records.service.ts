import { hostname } from 'node:os';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { parseRetryAfter } from '../../kernel/retry-schedule.js';
import { sha256 } from '../../kernel/sha256.js';
import { newId } from '../../kernel/uuid.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import { RepliesService, type ReplyReading } from '../adapters/replies.service.js';
import { ExternalIdsService } from '../leads/external-ids.service.js';
import { LeadsService } from '../leads/leads.service.js';
import { PartnersService } from '../partners/partners.service.js';
import { type Attempt, AttemptsRepository } from './attempts.repository.js';
import { DeliveriesRepository, type Delivery, type Progress } from './deliveries.repository.js';
import { DeliveryVault } from './delivery-vault.js';
import { type Course, isEnd, judge, judgeResend, type Seen, type Terms, type Verdict } from './judge.domain.js';
import { recordedHeaders } from './outgoing-request.domain.js';
import { learntIdIn } from './reply-id.domain.js';
import type { Answer, Posted } from './webhook-client.js';

export type Cause = Attempt['cause'];

/** An attempt that is over, as the process that made it tells of it. */
export type Made = {
  readonly delivery: Delivery;
  readonly claimId: string;
  readonly cause: Cause;
  readonly terms: Terms & { readonly outcomeRules: readonly object[] };
  readonly startedAt: Date;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly posted: Posted;
};

/** When the endpoint is gone too, nothing says that its partner wanted the lead held. */
const NO_TERMS: Terms = { maxRetries: 0, retrySchedule: null, onUnknown: 'retry' };
const WORKER = `${hostname()}/${process.pid}`;

/** Writes down what attempts came to, and what follows from it for delivery, lead and endpoint. */
@Injectable()
export class AttemptRecordsService {
  readonly #logger = new Logger('delivery');

  constructor(
    private readonly clock: Clock,
    private readonly transaction: Transaction,
    private readonly leads: LeadsService,
    private readonly externalIds: ExternalIdsService,
    private readonly partners: PartnersService,
    private readonly replies: RepliesService,
    private readonly vault: DeliveryVault,
    private readonly deliveries: DeliveriesRepository,
    private readonly attempts: AttemptsRepository,
  ) {}

  /**
   * The attempt, the delivery's new course, and their news for lead and endpoint: all or nothing. When the claim was lost
   * meanwhile, the attempt is kept as evidence (`late_result`) and changes nothing. Answers when the next attempt is due.
   */
  async record(made: Made): Promise<Date | null> {
    const { delivery, claimId, cause, terms, posted } = made;
    const now = this.clock.now();
    const told = await this.#told(made);
    const seen = seenOf(posted.answer, told, now);
    const moment = { now, jitter: Math.random() };
    const verdict = cause === 'resend' ? judgeResend(seen, delivery) : judge(seen, delivery, terms, moment);
    const attempt = this.#attemptOf(made, verdict, told, now);
    const isOurs = await this.transaction.run(async (tx) => {
      if (!(await this.deliveries.complete(tx, delivery.id, claimId, progressOf(delivery, verdict.course, now)))) {
        await this.attempts.add(tx, { ...attempt, outcome: 'late_result', nextAttemptAt: null });
        return false;
      }
      await this.attempts.add(tx, attempt);
      await this.#follow(tx, delivery, verdict, now);
      if (verdict.outcome === 'delivered') await this.#learnId(tx, delivery, posted.answer, told);
      return true;
    });
    this.#log(delivery, isOurs ? attempt : { ...attempt, outcome: 'late_result' }, verdict.course.state);
    return isOurs ? verdict.course.nextAttemptAt : null;
  }

  /** A claim that ran out says that a worker was lost: records its attempt, and answers the delivery as it stands then. */
  async settleLoss(tx: Tx, delivery: Delivery, terms: Terms | null): Promise<Delivery> {
    if (delivery.claimId === null) return delivery;
    const now = this.clock.now();
    const lost = { kind: 'lost', sent: true } as const;
    // A resend is the only attempt of a delivery that waits for none.
    const isResend = delivery.nextAttemptAt === null;
    const moment = { now, jitter: 0 };
    const verdict = isResend ? judgeResend(lost, delivery) : judge(lost, delivery, terms ?? NO_TERMS, moment);
    const attempt = this.#lostAttempt(delivery, isResend ? 'resend' : causeOf(delivery), verdict, now);
    const progress = progressOf(delivery, verdict.course, now);
    await this.deliveries.complete(tx, delivery.id, delivery.claimId, progress);
    await this.attempts.add(tx, attempt);
    await this.#follow(tx, delivery, verdict, now);
    this.transaction.afterCommit(tx, () => this.#log(delivery, attempt, verdict.course.state));
    return { ...delivery, ...progress, claimId: null, claimedUntil: null };
  }

  async #follow(tx: Tx, delivery: Delivery, { course, disableEndpoint }: Verdict, at: Date): Promise<void> {
    const { id: deliveryId, leadId, partnerId, environment } = delivery;
    if (disableEndpoint) {
      await this.partners.disableEndpoint(tx, partnerId, environment, 'endpoint_gone');
      await this.deliveries.holdAll(tx, delivery, 'endpoint_disabled');
      const news = { event: 'endpoint.disabled', partnerId, environment, deliveryId, reason: 'endpoint_gone' };
      this.transaction.afterCommit(tx, () => this.#logger.warn(news));
    }
    if (course.state === delivery.state || !isEnd(course.state)) return;
    const state = course.state === 'delivered' ? 'delivered' : 'not_delivered';
    const data = { deliveryId, ...(course.reason !== null && { reason: course.reason }) };
    await this.leads.noteDelivery(tx, { leadId, state, type: `delivery.${course.state}`, at, data });
  }

  async #told({ posted: { answer }, terms }: Made): Promise<ReplyReading | null> {
    if (answer.kind !== 'response') return null;
    const { status, headers, body } = answer;
    return this.replies.read(terms.outcomeRules, { status, contentType: headers['content-type'], body });
  }

  async #learnId(tx: Tx, delivery: Delivery, answer: Answer, told: ReplyReading | null): Promise<void> {
    const { leadId, partnerId, environment } = delivery;
    const value = answer.kind === 'response' ? learntIdIn(answer.body, told, leadId) : null;
    if (value === null) return;
    await this.externalIds.learn(tx, { leadId, partnerId, environment, value, source: 'delivery' });
  }

  #attemptOf(made: Made, verdict: Verdict, told: ReplyReading | null, now: Date): Attempt {
    const { delivery, cause, startedAt, headers, body, posted } = made;
    const { answer, phases, address } = posted;
    const id = newId(now);
    const response = answer.kind === 'response' ? answer : null;
    return {
      id,
      deliveryId: delivery.id,
      number: delivery.attempts + 1,
      cause,
      outcome: verdict.outcome,
      reason: verdict.reason,
      startedAt,
      durationMs: phases.total,
      phases,
      address,
      requestHeaders: recordedHeaders(headers),
      requestSha256: sha256(body).toString('hex'),
      httpStatus: response?.status ?? null,
      responseHeaders: response?.headers ?? null,
      responseSealed: response?.body.length ? this.vault.sealReply(id, response.body) : null,
      capturedSealed: told && this.vault.sealCaptured(id, told.captured),
      nextAttemptAt: verdict.course.nextAttemptAt,
      worker: WORKER,
    };
  }

  /** What can still be told of an attempt whose worker is gone: that it may have been made. */
  #lostAttempt(delivery: Delivery, cause: Cause, verdict: Verdict, now: Date): Attempt {
    const nothing = { durationMs: null, phases: null, address: null, httpStatus: null, responseHeaders: null };
    return {
      ...nothing,
      id: newId(now),
      deliveryId: delivery.id,
      number: delivery.attempts + 1,
      cause,
      outcome: verdict.outcome,
      reason: verdict.reason,
      startedAt: now,
      requestHeaders: {},
      requestSha256: sha256(this.vault.openContent(delivery).body).toString('hex'),
      responseSealed: null,
      capturedSealed: null,
      nextAttemptAt: verdict.course.nextAttemptAt,
      worker: WORKER,
    };
  }

  #log({ leadId, partnerId, environment }: Delivery, attempt: Attempt, state: string): void {
    const { deliveryId, number, cause, outcome, reason, httpStatus, durationMs, nextAttemptAt } = attempt;
    const ids = { deliveryId, leadId, partnerId, environment };
    const result = { number, cause, outcome, reason, httpStatus, durationMs, state, nextAttemptAt };
    this.#logger.log({ event: 'delivery.attempted', ...ids, ...result });
    if (state === 'held') this.#logger.error({ event: 'delivery.held_as_poison', ...ids });
    if (reason === 'partner_fatal') this.#logger.error({ event: 'delivery.partner_fatal', ...ids });
  }
}

function causeOf({ attempts }: Delivery): Cause {
  return attempts === 0 ? 'first' : 'retry';
}

function seenOf(answer: Answer, told: ReplyReading | null, now: Date): Seen {
  if (answer.kind !== 'response') return answer;
  const { status, headers } = answer;
  const retryAfterSeconds = parseRetryAfter(headers['retry-after'], now);
  return { kind: 'response', status, retryAfterSeconds, told: told?.outcome ?? null };
}

function progressOf(
  before: Delivery,
  { state, reason, nextAttemptAt, retriesUsed, losses }: Course,
  now: Date,
): Progress {
  const attempts = before.attempts + 1;
  const newEnd = isEnd(state) ? now : null;
  const finishedAt = state === before.state ? before.finishedAt : newEnd;
  return { state, reason, nextAttemptAt, retriesUsed, losses, attempts, finishedAt };
}
