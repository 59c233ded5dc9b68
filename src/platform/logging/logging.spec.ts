import { createLogger, NestLogger } from './logging.js';

function logging(): { logger: NestLogger; lines: () => unknown[] } {
  const written: string[] = [];
  const logger = new NestLogger(createLogger('info', { write: (line) => void written.push(line) }));
  return { logger, lines: () => written.map((line) => ({ ...JSON.parse(line), time: 'then' })) };
}

it('logs an event with its fields and where it comes from', () => {
  const { logger, lines } = logging();
  logger.log({ event: 'http.request', method: 'POST', status: 200 }, 'http');
  logger.warn({ event: 'relay.disturbed', lane: 'replays' }, 'relay');
  const common = { time: 'then' };
  expect(lines()).toEqual([
    { ...common, level: 'info', event: 'http.request', method: 'POST', status: 200, context: 'http' },
    { ...common, level: 'warn', event: 'relay.disturbed', lane: 'replays', context: 'relay' },
  ]);
});

it('hides what may be secret or personal, should anybody log it', () => {
  const { logger, lines } = logging();
  logger.error({ event: 'thing.failed', token: 'sk_1', given: { phone: '+12025550142', kept: 1 } });
  expect(lines()).toEqual([
    { level: 'error', time: 'then', event: 'thing.failed', token: '•', given: { phone: '•', kept: 1 } },
  ]);
});

it('tells an object without an event from the others', () => {
  const { logger, lines } = logging();
  logger.log({ lane: 'replays' }, 'relay');
  expect(lines()).toEqual([{ level: 'info', time: 'then', event: 'unnamed', lane: 'replays', context: 'relay' }]);
});
