import type { Logger } from 'pino';
import type { Parts } from './app.module.js';
import { createApp } from './create-app.js';
import { DomainError } from './kernel/domain-error.js';
import { ApiTokensService } from './modules/admin/api-tokens.service.js';
import type { Actor } from './platform/audit/audit.service.js';

const COMMAND_LINE: Actor = { kind: 'system', id: null, name: 'command line' };

/**
 * Issues an API token without HTTP, for the first one of an installation, and prints it.
 * @throws DomainError `token_kind_unknown`
 */
export async function issueToken(parts: Parts, logger: Logger, [kind, name]: string[]): Promise<void> {
  if (kind !== 'service' && kind !== 'admin') {
    throw new DomainError('rejected', 'token_kind_unknown', 'Say which token: npm run token -- service|admin [name]');
  }
  // Wired, not started: no worker runs and nothing listens.
  const app = await createApp({ ...parts, config: { ...parts.config, role: 'api' } }, logger);
  await app.init();
  const { token } = await app.get(ApiTokensService).issue(COMMAND_LINE, kind, name ?? 'command line');
  process.stdout.write(`${token}\n`);
  await app.close();
}
