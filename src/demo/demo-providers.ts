import type { INestApplication } from '@nestjs/common';
import { DomainError } from '../kernel/domain-error.js';
import { newToken } from '../kernel/token.js';
import { type AccountChange, ProviderSetupService } from '../modules/payments/provider-setup.service.js';
import { PaidlysSimulator } from '../simulators/paidlys-simulator.js';
import { PayramSimulator } from '../simulators/payram-simulator.js';

const ACCOUNT = 'main';
const DEMO = { kind: 'system', id: null, name: 'demo' } as const;

/** What webhooks of the demo accounts are signed with. */
export type DemoProviders = {
  readonly payram: { readonly account: string; readonly apiKey: string };
  readonly paidlys: { readonly account: string; readonly secretKey: string };
  readonly carevalidate: { readonly account: string; readonly secretKey: string };
};

type Provider = keyof DemoProviders;

/**
 * Sets up an account at a simulated PayRam and one at a simulated PaidLys, which listen on loopback ports. A second start
 * keeps the keys and only tells the new addresses. Signed webhooks count at once here, so that a line to paste shows its
 * effect; what carries the API key alone is asked about. CareValidate only tells, so its account needs nobody who listens.
 */
export async function startDemoProviders(
  app: INestApplication,
  known: Partial<DemoProviders> | undefined,
): Promise<DemoProviders> {
  const apiKey = known?.payram?.apiKey ?? newToken('payram_demo_');
  const secretKey = known?.paidlys?.secretKey ?? newToken('paidlys_demo_');
  const careKey = known?.carevalidate?.secretKey ?? newToken('carevalidate_demo_');
  const publicToken = newToken('paidlys_public_');
  const payram = new PayramSimulator(apiKey);
  const paidlys = new PaidlysSimulator({ publicToken, secretKey });
  const [payramUrl, paidlysUrl] = [await payram.start(), await paidlys.start()];
  payram.server.unref();
  paidlys.server.unref();
  await save(app, 'payram', apiKey, { baseUrl: payramUrl, recheck: 'unsigned_only' });
  await save(app, 'paidlys', secretKey, { baseUrl: paidlysUrl, apiToken: publicToken });
  await save(app, 'carevalidate', careKey, {});
  return {
    payram: { account: ACCOUNT, apiKey },
    paidlys: { account: ACCOUNT, secretKey },
    carevalidate: { account: ACCOUNT, secretKey: careKey },
  };
}

async function save(app: INestApplication, provider: Provider, secret: string, settings: AccountChange) {
  const setup = app.get(ProviderSetupService);
  const name = { provider, account: ACCOUNT };
  try {
    await setup.create(DEMO, { ...settings, ...name, name: 'Demo', secret });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'provider_account_exists') throw error;
    const { keys } = await setup.change(DEMO, name, settings);
    const isKnown = keys.some(({ lastFour, retiredAt }) => retiredAt === null && lastFour === secret.slice(-4));
    if (!isKnown) await setup.addKey(DEMO, name, secret);
  }
}
