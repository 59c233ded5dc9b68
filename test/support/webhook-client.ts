import { type Posted, WebhookClient, type WebhookRequest } from '../../src/modules/delivery/webhook-client.js';
import { readConfig } from '../../src/platform/config/config.js';
import { Dialler, type NamedAddress, Names, SystemNames } from '../../src/platform/outbound/dialler.js';
import { remember } from './started.js';

/** What `post` sends unless it is told otherwise. */
export const BODY = Buffer.from('{"LeadId":"1"}');

/** A client that may call loopback, closed after the test file. */
export function aClient({ allowed = '127.0.0.0/8,::1/128', names = new SystemNames() as Names } = {}): WebhookClient {
  const config = readConfig({ DATABASE_URL: 'postgres://db/x', ALLOW_PRIVATE_ENDPOINTS: allowed });
  const client = new WebhookClient(new Dialler(config, names));
  remember(() => client.onApplicationShutdown());
  return client;
}

export function post(client: WebhookClient, url: string, change: Partial<WebhookRequest> = {}): Promise<Posted> {
  return client.post({ url, headers: { 'x-one': '1' }, body: BODY, timeoutMs: 5_000, ...change });
}

/** Answers what the list says, one entry a look-up, and goes on with the last. */
export class ScriptedNames extends Names {
  looks = 0;

  constructor(private readonly answers: readonly (readonly string[])[]) {
    super();
  }

  async addressesOf(): Promise<NamedAddress[]> {
    const addresses = this.answers[Math.min(this.looks, this.answers.length - 1)] ?? [];
    this.looks += 1;
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  }
}

/** Answers when it is told to. */
export class SlowNames extends Names {
  #answer: (addresses: NamedAddress[]) => void = () => undefined;

  addressesOf(): Promise<NamedAddress[]> {
    return new Promise((answer) => {
      this.#answer = answer;
    });
  }

  answer(address: string): void {
    this.#answer([{ address, family: 4 }]);
  }
}
