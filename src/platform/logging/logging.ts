import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';

/** Backstop only: whoever logs passes ids and codes. */
const REDACTED = ['authorization', 'access_token', 'password', 'token', 'secret', 'cookie', 'body', 'phone', 'email'];

/** Events that are logged once a request, whose fields are few, fixed and hold nothing to redact: that was half their price. */
const FREQUENT = new Set(['http.request']);

const FLUSH_MS = 200;

/**
 * Where the gateway logs. Until it is ready that is stderr, so that the first line on stdout says that it listens; from
 * then on it is stdout, gathered for at most a fifth of a second: a system call a line is a price the hot path feels.
 */
export class LogDestination implements DestinationStream {
  readonly #stdout = pino.destination({ fd: 1, sync: true, minLength: 8_192 });
  #ready = false;

  write(line: string): void {
    if (this.#ready) this.#stdout.write(line);
    else process.stderr.write(line);
  }

  ready(): void {
    this.#ready = true;
    setInterval(() => this.flush(), FLUSH_MS).unref();
    process.on('exit', () => this.flush());
  }

  /** Writes out what is gathered. */
  flush(): void {
    this.#stdout.flushSync();
  }
}

/** JSON lines on stdout, or wherever `destination` goes. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    messageKey: 'event',
    timestamp: pino.stdTimeFunctions.isoTime,
    // Errors are cut before they are logged; pino's own way with them would take them apart again.
    serializers: { err: (error: unknown) => error },
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: '•' },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * Nest's logger on pino. Our code logs an object with a dotted `event`; what Nest itself says while it wires the app is
 * of interest to nobody but a debugger.
 */
export class NestLogger implements LoggerService {
  readonly #unredacted: Logger;

  constructor(private readonly logger: Logger) {
    this.#unredacted = logger.child({}, { redact: [] });
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write(typeof message === 'string' ? 'debug' : 'info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  #write(level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const where = typeof context === 'string' ? { context } : {};
    if (typeof message === 'object' && message !== null) {
      const event = eventOf(message);
      const logger = FREQUENT.has(event) ? this.#unredacted : this.logger;
      logger[level]({ ...message, ...where, event });
    } else {
      this.logger[level](where, String(message));
    }
  }
}

function eventOf(message: object): string {
  return 'event' in message && typeof message.event === 'string' ? message.event : 'unnamed';
}
