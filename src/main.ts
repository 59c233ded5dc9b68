import 'reflect-metadata';
import { parseArgs } from 'node:util';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { DataSource } from 'typeorm';
import { createApp } from './create-app.js';
import { startDemo } from './demo/start-demo.js';
import { issueToken } from './issue-token.js';
import { SystemClock } from './kernel/clock.js';
import { DomainError } from './kernel/domain-error.js';
import { type Config, readConfig } from './platform/config/config.js';
import { databaseUrlOf } from './platform/database/database-url.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './platform/database/embedded-postgres.js';
import { migrate } from './platform/database/migrate.js';
import { cutError } from './platform/logging/cut-error.js';
import { createLogger, LogDestination } from './platform/logging/logging.js';
import { masterKeys } from './platform/secrets/master-key.js';
import { stopOnSignal } from './stop-on-signal.js';

const HELP = `Usage: npm start                                 run the gateway
       npm run migrate                           bring the database to this version, and end
       npm run token -- <service|admin> [name]   issue an API token, print it once, and end

Settings are environment variables; README.md lists them.
`;

/** Progress goes to stderr; stdout is the log's, and its first line says that the gateway listens. */
function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean' }, 'migrate-only': { type: 'boolean' }, 'issue-token': { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const config = readConfig(process.env);
  const destination = new LogDestination();
  const logger = createLogger(config.logLevel, destination);
  const { dataDir } = config;
  const postgres = config.databaseUrl === undefined ? await startEmbeddedPostgres({ dataDir, report }) : null;
  const source = await openDatabase();
  if (values['migrate-only']) {
    report('The database is up to date.');
    await end(source, postgres);
    return;
  }
  const parts = { config, source, keys: await masterKeys(config), clock: new SystemClock() };
  if (values['issue-token']) {
    await issueToken(parts, logger, positionals);
    await postgres?.stop();
    return;
  }
  const app = await createApp(parts, logger);
  stopOnSignal(app, logger, () => postgres?.stop());
  const demo = await listen(app, config);
  destination.ready();
  logger.info({ url: await app.getUrl(), role: config.role }, 'listening');
  destination.flush();
  if (demo) process.stdout.write(demo);
}

/** Imported only now: the embedded server has to have an address first. */
async function openDatabase(): Promise<DataSource> {
  const { dataSource } = await import('../ormconfig.js');
  await dataSource.initialize();
  await migrate(dataSource, databaseUrlOf(dataSource));
  return dataSource;
}

/** Answers what a newcomer may paste, when the demo is on. */
async function listen(app: NestExpressApplication, config: Config): Promise<string | null> {
  await app.listen(config.port, config.host);
  return config.demo ? startDemo(app, config, await app.getUrl()) : null;
}

async function end(source: DataSource, postgres: EmbeddedPostgres | null): Promise<void> {
  await source.destroy();
  await postgres?.stop();
}

process.on('unhandledRejection', (error) => {
  report(JSON.stringify({ level: 'fatal', event: 'process.unhandled_rejection', err: cutError(error) }));
  process.exit(1);
});

main().catch((error: unknown) => {
  report(
    error instanceof DomainError
      ? error.message
      : `The gateway could not start. ${JSON.stringify(cutError(error), null, 2)}`,
  );
  process.exit(1);
});
