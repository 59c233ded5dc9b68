import { Global, Module, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { bodyInvalid, issuesOf } from '../validation/parse-dto.js';
import { BodyBudget } from './body-budget.js';
import { HealthController } from './health.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { Readiness } from './readiness.js';

/** Bodies of our own API become DTO instances; unknown members are refused. */
const bodies = new ValidationPipe({
  transform: true,
  transformOptions: { exposeDefaultValues: true },
  whitelist: true,
  forbidNonWhitelisted: true,
  exceptionFactory: (errors) => bodyInvalid(issuesOf(errors)),
});

@Global()
@Module({
  controllers: [HealthController],
  providers: [
    Readiness,
    BodyBudget,
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useValue: bodies },
  ],
  exports: [Readiness, BodyBudget],
})
export class HttpModule {}
