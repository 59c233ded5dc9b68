import { Injectable } from '@nestjs/common';
import { readWith } from './adapter-reading.domain.js';
import type { CompiledAdapter } from './compiled-adapter.domain.js';
import { decodeBody } from './decode-body.js';
import { decodeStandard } from './decode-standard.js';
import { TARGETS, type Target } from './inbound-adapter.domain.js';
import { INBOUND_ADAPTER_SCHEMA } from './inbound-adapter-schema.domain.js';
import { type TraceStep, use, type Warning } from './reading.domain.js';
import { FIELDS, readStandard } from './standard-format.domain.js';

export { TARGETS, type Target } from './inbound-adapter.domain.js';
export { incomplete } from './incomplete.domain.js';
export type { TraceStep, Warning } from './reading.domain.js';

/** An update in our spelling, every value cleaned; null where the sender gave nothing usable. */
export type NormalizedUpdate = Readonly<Record<Target, string | null>>;

export type ReadUpdate = {
  /** Why the adapter says that this is no status update; it then has no fields. */
  readonly ignored: string | null;
  readonly fields: NormalizedUpdate;
  readonly trace: readonly TraceStep[];
  readonly warnings: readonly Warning[];
};

/** Bytes as they were sent. */
export type Sent = { readonly body: Buffer; readonly contentType: string | undefined };

const NOTHING = Object.fromEntries(TARGETS.map((target) => [target, null])) as Record<Target, string | null>;

/** Turns a partner's bytes into updates in our spelling. Same bytes, same result: no clock, no storage. */
@Injectable()
export class AdaptersService {
  /**
   * Reads a body by an adapter, or in the standard format when there is none.
   * @throws DomainError `media_type_unsupported`, `body_unparseable`, `body_too_large`
   */
  async read(
    { body, contentType }: Sent,
    phoneRegion: string,
    adapter: CompiledAdapter | null,
  ): Promise<readonly ReadUpdate[]> {
    if (!adapter) return [this.#standard(await decodeStandard({ body, contentType }), phoneRegion)];
    const { tree, warnings } = await decodeBody(adapter.document.decode, body, contentType);
    const updates = readWith(adapter, tree, { phoneRegion });
    return warnings.length === 0
      ? updates
      : updates.map((update) => ({ ...update, warnings: [...warnings, ...update.warnings] }));
  }

  /** The JSON Schema of an inbound adapter. */
  schema(): object {
    return INBOUND_ADAPTER_SCHEMA;
  }

  #standard(tree: unknown, phoneRegion: string): ReadUpdate {
    const found = readStandard(tree);
    const fields = { ...NOTHING };
    const trace: TraceStep[] = [];
    const warnings: Warning[] = [];
    for (const field of FIELDS) {
      const given = found[field];
      if (!given) continue;
      const used = use(field, given.value, { phoneRegion });
      warnings.push(...used.warnings);
      if (used.value === null) continue;
      fields[field] = used.value;
      trace.push({ field, from: given.from, value: used.value });
    }
    return { ignored: null, fields, trace, warnings };
  }
}
