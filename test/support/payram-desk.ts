import { PayramSimulator } from '../../src/simulators/payram-simulator.js';
import type { Gateway } from './app.js';
import { type Answer, asAdmin, asService } from './http.js';
import { anAccount, KEY, paymentBy } from './payments.js';
import { remember } from './started.js';
import { until } from './until.js';

type Filled = 'PARTIALLY_FILLED' | 'FILLED' | 'OVER_FILLED';

/** An account at a simulated PayRam, with payments that stand as a test wants them. */
export class PayramDesk {
  private constructor(
    private readonly gateway: Gateway,
    readonly payram: PayramSimulator,
    readonly account: string,
  ) {}

  static async of(gateway: Gateway, settings: object = {}): Promise<PayramDesk> {
    const payram = new PayramSimulator(KEY);
    remember(() => payram.stop());
    const account = await anAccount(gateway, 'payram', { baseUrl: await payram.start(), ...settings });
    return new PayramDesk(gateway, payram, account);
  }

  get url(): string {
    return `${this.gateway.baseUrl}/api/webhooks/payram/${this.account}`;
  }

  /** The app asks a user for 50 USD. */
  async asked(userId: string): Promise<{ id: string; reference: string }> {
    const json = { provider: 'payram', account: this.account, userId, amount: '50', currency: 'USD' };
    const { body } = await asService(this.gateway, '/api/payment-requests', { json });
    return { id: String(body['id']), reference: String(body['reference']) };
  }

  /** A payment is as told, and so much is credited; answers its id. */
  async stands(reference: string, status: Filled, usd: string, credited = usd): Promise<string> {
    await this.payram.tell(this.url, reference, status, usd);
    const { id } = await until('the credit', async () => {
      const payment = await paymentBy(this.gateway, reference);
      return Number(payment.credited) === Number(credited) && payment;
    });
    return id;
  }

  /** Paid as asked, and credited. */
  async paid(userId: string): Promise<string> {
    return this.stands((await this.asked(userId)).reference, 'FILLED', '50');
  }

  /** Paid after the link ran out: it waits for somebody. */
  async late(userId: string): Promise<string> {
    const { reference } = await this.asked(userId);
    await this.payram.tell(this.url, reference, 'CANCELLED');
    await this.payram.tell(this.url, reference, 'FILLED', '50');
    const { id } = await until('the answer', async () => {
      const payment = await paymentBy(this.gateway, reference);
      return payment.held.join() === 'late' && payment;
    });
    return id;
  }

  /** A payment that PayRam has and nobody here asked for. */
  stray(reference: string, usd: string): void {
    const rest = { invoiceId: null, customerId: 'x', amountUsd: usd, state: 'FILLED' as const, filledUsd: usd };
    this.payram.payments.set(reference, { reference, ...rest });
  }

  act(id: string, action: string, json: object): Promise<Answer> {
    return asAdmin(this.gateway, `/api/admin/payments/${id}/${action}`, { json });
  }

  async view(id: string): Promise<Record<string, unknown>> {
    return (await asAdmin(this.gateway, `/api/admin/payments/${id}`)).body;
  }
}
