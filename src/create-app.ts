import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { AppModule, type Parts } from './app.module.js';
import { FrontDoor } from './platform/http/front-door.js';
import { jsonBodies } from './platform/http/our-api.middleware.js';
import { requestLog } from './platform/http/request-log.js';
import { NestLogger } from './platform/logging/logging.js';

/** The gateway, wired and ready to listen; `main.ts` and the tests build it here alike. */
export async function createApp(parts: Parts, logger: Logger): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.for(parts), new FrontDoor(), {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', trusted(parts.config.trustProxy));
  app.use(requestLog());
  app.use(jsonBodies());
  return app;
}

/** Never simply true: then a client could choose its own address. */
function trusted(setting: string | undefined): number | string[] | false {
  if (setting === undefined) return false;
  return /^\d+$/.test(setting) ? Number(setting) : setting.split(',').map((part) => part.trim());
}
