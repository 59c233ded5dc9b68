import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUrl, Matches, ValidateBy } from 'class-validator';
import { parseCidrs } from '../../kernel/network-address.js';
import { Whole } from '../validation/rules.js';

export const ROLES = ['all', 'api', 'worker'] as const;
export type Role = (typeof ROLES)[number];

function Url(...protocols: string[]): PropertyDecorator {
  const form = { protocols, require_protocol: true, require_tld: false, allow_underscores: true };
  return applyDecorators(IsOptional(), IsUrl(form));
}

/** A comma-separated list of networks, or what `orElse` matches. */
function Networks(orElse?: RegExp): PropertyDecorator {
  const isList = (value: unknown) => typeof value === 'string' && (orElse?.test(value) || isNetworkList(value));
  const defaultMessage = () => '$property must be a list of networks such as 10.0.0.0/8,fd00::/8';
  const rule = ValidateBy({ name: 'networks', validator: { validate: isList, defaultMessage } });
  return applyDecorators(IsOptional(), rule);
}

function isNetworkList(text: string): boolean {
  try {
    parseCidrs(text);
    return true;
  } catch {
    return false;
  }
}

const MASTER_KEY = /^[A-Za-z0-9+/]{43}=$/;

/** Every variable the gateway reads. `.env.example` lists the same names, and a test compares the two. */
export class Environment {
  /** `production` asks for MASTER_KEY and DATABASE_URL, and never seeds the demo. */
  @IsIn(['development', 'test', 'production'])
  readonly NODE_ENV: 'development' | 'test' | 'production' = 'development';

  /** What this process does: serve HTTP, run jobs, or both. */
  @IsIn(ROLES)
  readonly ROLE: Role = 'all';

  /** 0 takes any free port. */
  @Whole(0, 65_535)
  readonly PORT: number = 3000;

  /** The address listened on. Default: loopback with the embedded database, every interface with DATABASE_URL. */
  @IsOptional()
  @IsString()
  readonly HOST?: string;

  /** Where the embedded database, the generated keys and `demo.json` live. */
  @IsString()
  readonly DATA_DIR: string = './data';

  /** Present: that PostgreSQL. Absent: the embedded one, under DATA_DIR. */
  @Url('postgres', 'postgresql')
  readonly DATABASE_URL?: string;

  /** Present: queues live in Redis. Absent: in PostgreSQL, in the schema `bullmq`. */
  @Url('redis', 'rediss')
  readonly REDIS_URL?: string;

  /** 32 bytes in base64; wraps every secret at rest. Absent: generated into DATA_DIR, except in production. */
  @IsOptional()
  @Matches(MASTER_KEY, { message: 'MASTER_KEY must be 32 bytes in base64: openssl rand -base64 32' })
  readonly MASTER_KEY?: string;

  /** The key before the last change of MASTER_KEY: what it wraps is wrapped anew at boot. */
  @IsOptional()
  @Matches(MASTER_KEY, { message: 'MASTER_KEY_PREVIOUS must be 32 bytes in base64' })
  readonly MASTER_KEY_PREVIOUS?: string;

  /** CIDR list that outbound calls may reach although it is private. Default: loopback with the embedded database, else empty. */
  @Networks()
  readonly ALLOW_PRIVATE_ENDPOINTS?: string;

  /** Seeds a demo partner, lead and tokens. Default: true with the embedded database only. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === '' ? undefined : value))
  @IsIn(['true', 'false'])
  readonly DEMO?: 'true' | 'false';

  /** Hop count or CIDR list of the proxies whose X-Forwarded-For is believed. Default: none. */
  @Networks(/^\d{1,2}$/)
  readonly TRUST_PROXY?: string;

  @IsIn(['debug', 'info', 'warn', 'error', 'silent'])
  readonly LOG_LEVEL: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'info';

  /** Connections of this process to PostgreSQL, those of the queue not counted. */
  @Whole(4, 200)
  readonly DATABASE_POOL: number = 12;

  /** Deliveries in flight at once in this process: first tries; retries get half as many. */
  @Whole(1, 500)
  readonly DELIVERY_CONCURRENCY: number = 32;

  /** Seconds after which queued work that nobody did is queued again, once its lane is empty. */
  @Whole(1, 3600)
  readonly RECONCILE_AFTER_SECONDS: number = 10;

  /** Days that receipts of accepted and parked webhooks are kept. */
  @Whole(1, 3650)
  readonly RECEIPT_RETENTION_DAYS: number = 400;

  /** Days that what case events said is kept: health data. */
  @Whole(1, 3650)
  readonly HEALTH_RETENTION_DAYS: number = 30;
}
