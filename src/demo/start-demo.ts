import { setTimeout as delay } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import { DomainError } from '../kernel/domain-error.js';
import { newToken } from '../kernel/token.js';
import { ApiTokensService } from '../modules/admin/api-tokens.service.js';
import { CasesService } from '../modules/cases/cases.service.js';
import { LeadIntakeService } from '../modules/leads/lead-intake.service.js';
import { LeadsService } from '../modules/leads/leads.service.js';
import { AccessTokensService } from '../modules/partners/access-tokens.service.js';
import { PartnersService } from '../modules/partners/partners.service.js';
import type { Actor } from '../platform/audit/audit.service.js';
import type { Config } from '../platform/config/config.js';
import { type DemoFile, readDemoFile, writeDemoFile } from './demo-file.js';
import { DemoPartner } from './demo-partner.js';
import { startDemoProviders } from './demo-providers.js';
import { tour } from './tour.js';

const SLUG = 'smith-law';
const USER = 'demo-user';
const DEMO: Actor = { kind: 'system', id: null, name: 'demo' };
const DELIVERED_WITHIN_MS = 20_000;

/**
 * Seeds a partner with a real endpoint of its own, a lead that is sent to it, and tokens; writes them to `demo.json` and
 * answers the lines to paste. A second start finds everything and only tells the partner's new address.
 */
export async function startDemo(app: INestApplication, config: Config, baseUrl: string): Promise<string> {
  const known = await usable(app, await readDemoFile(config.dataDir));
  const partnerApiKey = known?.partnerApiKey ?? newToken('demo_');
  const partner = known?.partner ?? (await seedPartner(app));
  const url = await new DemoPartner(partnerApiKey).start();
  await savePartner(app, url, partnerApiKey);
  const tokens = known ?? (await seedTokens(app));
  const lead = known?.lead ?? (await seedLead(app));
  await delivered(app, lead.id);
  const providers = await startDemoProviders(app, known?.providers);
  const { serviceToken, adminToken } = tokens;
  const file = { baseUrl, serviceToken, adminToken, partner, providers, user: { id: USER }, lead, partnerApiKey };
  await writeDemoFile(config.dataDir, file);
  return tour(file);
}

/** A file from another database is of no use. */
async function usable(app: INestApplication, file: DemoFile | null): Promise<DemoFile | null> {
  if (!file) return null;
  const [caller, admin, service] = await Promise.all([
    app.get(AccessTokensService).findCaller(file.partner.accessToken),
    app.get(ApiTokensService).findHolder(file.adminToken, 'admin'),
    app.get(ApiTokensService).findHolder(file.serviceToken, 'service'),
  ]);
  return caller && admin && service ? file : null;
}

async function seedPartner(app: INestApplication): Promise<DemoFile['partner']> {
  try {
    const { accessToken, testAccessToken } = await app.get(PartnersService).create(DEMO, {
      slug: SLUG,
      name: 'Smith Law Group',
      contacts: { technical: 'it@smith-law.example', ops: 'intake@smith-law.example' },
    });
    return { slug: SLUG, accessToken, testAccessToken };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'partner_exists') throw error;
    const tokens = app.get(AccessTokensService);
    const { token: accessToken } = await tokens.issue(DEMO, SLUG, 'live', null);
    const { token: testAccessToken } = await tokens.issue(DEMO, SLUG, 'sandbox', null);
    return { slug: SLUG, accessToken, testAccessToken };
  }
}

async function savePartner(app: INestApplication, url: string, apiKey: string): Promise<void> {
  const partners = app.get(PartnersService);
  for (const environment of ['live', 'sandbox'] as const) {
    const auth = { type: 'api_key', header: 'X-API-Key', value: apiKey } as const;
    const patience = {
      timeoutMs: 30_000,
      maxRetries: 3,
      retrySchedule: null,
      onUnknown: 'retry',
      maxConcurrency: 8,
    } as const;
    await partners.saveEndpoint(DEMO, SLUG, environment, { url, auth, outcomeRules: [], ...patience });
  }
  const partner = await partners.find(SLUG);
  await app
    .get(CasesService)
    .putPartnerCases(DEMO, partner, [{ massTort: 'roundup' }, { massTort: 'social-media-addiction' }]);
}

async function seedTokens(app: INestApplication): Promise<Pick<DemoFile, 'serviceToken' | 'adminToken'>> {
  const tokens = app.get(ApiTokensService);
  const { token: serviceToken } = await tokens.issue(DEMO, 'service', 'demo app');
  const { token: adminToken } = await tokens.issue(DEMO, 'admin', 'demo operator');
  return { serviceToken, adminToken };
}

async function seedLead(app: INestApplication): Promise<DemoFile['lead']> {
  const lead = {
    userId: USER,
    massTort: 'roundup',
    contact: {
      firstName: 'Jane',
      lastName: 'Doe',
      email: 'jane.doe@example.com',
      phone: '+15551234567',
      state: 'CA',
      dateOfBirth: '1985-03-15',
    },
    answers: { wasInjured: 'yes', diagnosisYear: '2022' },
    source: 'in_app',
    partner: SLUG,
    environment: 'live' as const,
  };
  const { id } = await app.get(LeadIntakeService).accept(lead, undefined);
  return { id };
}

/** The printed lines speak of a lead that the partner has; with the workers elsewhere it may take longer than this waits. */
async function delivered(app: INestApplication, id: string): Promise<void> {
  const until = performance.now() + DELIVERED_WITHIN_MS;
  while ((await app.get(LeadsService).view(id)).state === 'routed' && performance.now() < until) await delay(50);
}
