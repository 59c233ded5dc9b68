import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { parseJsonLosslessly } from '../../kernel/json.js';
import type { Environment } from './adapter-versions.repository.js';
import { type CompiledOutbound, compileOutbound, type WrittenBody, writeOutbound } from './compiled-outbound.domain.js';
import { DEEPEST, MOST_NODES } from './decoded-tree.domain.js';
import { LiveAdaptersService, type LiveOutbound as OutboundVersion } from './live-adapters.service.js';
import { OUTBOUND_ADAPTER_SCHEMA } from './outbound-adapter-schema.domain.js';

export type { LiveOutbound as OutboundVersion } from './live-adapters.service.js';

/** What an adapter sees of a lead. */
export type SourceLead = {
  readonly partnerId: string;
  readonly environment: Environment;
  /** JSON, as partners without an adapter get it. */
  readonly standardBody: Buffer;
  /** The intake answers by their own names. */
  readonly answers: Readonly<Record<string, string>>;
  /** Reads phone numbers without a country code. */
  readonly phoneRegion: string;
};

/** A partner's own body; or the reason code that keeps the lead from being sent, `outbound_…`, with the places it is about. */
export type MappedBody = { readonly version: number } & (
  | { readonly body: Buffer; readonly contentType: string }
  | { readonly obstacle: string }
);

const LIMITS = { depth: DEEPEST, values: MOST_NODES };
const LONGEST_OBSTACLE = 500;

/** Writes leads in partners' own formats. */
@Injectable()
export class OutboundAdaptersService {
  /** By document: each is compiled once a process. Null: not valid any more. */
  readonly #compiled = new WeakMap<object, CompiledOutbound | null>();

  constructor(private readonly live: LiveAdaptersService) {}

  schema(): object {
    return OUTBOUND_ADAPTER_SCHEMA;
  }

  /** By the adapter that is live, up to 3 s old; null: the partner takes the standard body. */
  async write(lead: SourceLead): Promise<MappedBody | null> {
    const live = await this.live.outbound(lead.partnerId, lead.environment);
    return live && this.writeBy(live, lead);
  }

  /** As `write`, with every committed change: for what an activation set off. */
  async writeNow(lead: SourceLead): Promise<MappedBody | null> {
    const live = await this.liveNow(lead.partnerId, lead.environment);
    return live && this.writeBy(live, lead);
  }

  /** The version that is live, with every committed change; null: none. */
  liveNow(partnerId: string, environment: Environment): Promise<OutboundVersion | null> {
    return this.live.outboundNow(partnerId, environment);
  }

  /** By this version, live or not. */
  writeBy({ version, document }: OutboundVersion, lead: SourceLead): MappedBody {
    const compiled = this.#compile(document);
    if (!compiled) return { version, obstacle: 'outbound_adapter_invalid' };
    const written = writeOutbound(compiled, sourceOf(lead), lead);
    return { version, ...(isIncomplete(written) ? { obstacle: obstacleOf(written.missing) } : written) };
  }

  /** A version that an older gateway took and this one does not must not stop other partners' leads. */
  #compile(document: object): CompiledOutbound | null {
    const known = this.#compiled.get(document);
    if (known !== undefined) return known;
    const compiled = compiledOrNull(document);
    this.#compiled.set(document, compiled);
    return compiled;
  }
}

function compiledOrNull(document: object): CompiledOutbound | null {
  try {
    return compileOutbound(document);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

function isIncomplete(written: WrittenBody): written is Extract<WrittenBody, { missing: unknown }> {
  return 'missing' in written;
}

function obstacleOf(missing: readonly string[]): string {
  return `outbound_value_missing: ${missing.join(', ')}`.slice(0, LONGEST_OBSTACLE);
}

/** The standard body's own members, and the answers once more under names of their own. */
function sourceOf({ standardBody, answers }: SourceLead): object {
  const _answers = Object.entries(answers).map(([question, answer]) => ({ question, answer }));
  const ofIntake = safe(JSON.stringify({ _intake: answers, _answers }));
  return Object.assign(safe(standardBody.toString()), ofIntake);
}

/** Without prototypes, and without members that reach one. */
function safe(json: string): object {
  return parseJsonLosslessly(json, LIMITS, () => undefined) as object;
}
