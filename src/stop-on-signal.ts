import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { closeDoor } from './platform/http/close-door.js';
import type { FrontDoor } from './platform/http/front-door.js';
import { Readiness } from './platform/http/readiness.js';
import { cutError } from './platform/logging/cut-error.js';

const LIMIT_MS = 28_000;

/**
 * On SIGTERM or SIGINT: lets nobody new in, finishes what was accepted, and exits 0 within 30 seconds. What could not be
 * finished is told from the rows at the next start.
 */
export function stopOnSignal(
  app: NestExpressApplication,
  logger: Logger,
  afterwards: () => Promise<void> | undefined,
): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => exit(logger, 1, 'stop_took_too_long'), LIMIT_MS).unref();
    drain(app)
      .then(afterwards)
      .then(() => exit(logger, 0, 'stopped'))
      .catch((error: unknown) => {
        logger.error({ err: cutError(error) }, 'stop_failed');
        exit(logger, 1, 'stopped');
      });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function drain(app: NestExpressApplication): Promise<void> {
  app.get(Readiness).stop();
  closeDoor(app.getHttpAdapter() as FrontDoor);
  await app.close();
}

function exit(logger: Logger, code: number, event: string): void {
  logger.info({ code }, event);
  logger.flush();
  process.exit(code);
}
