import { Injectable } from '@nestjs/common';
import { Cached } from '../../platform/database/cached.js';
import { SidePool } from '../../platform/database/side-pool.js';
import { Transaction, type Tx } from '../../platform/database/transaction.js';
import {
  AdapterVersionsRepository,
  type Direction,
  type Environment,
  type LiveVersion,
} from './adapter-versions.repository.js';
import { type CompiledAdapter, compileAdapter } from './compiled-adapter.domain.js';

/** The version that reads what a partner sends. */
export type LiveInbound = { readonly version: number; readonly compiled: CompiledAdapter };
/** The version that writes what a partner is sent; the same object for as long as it is live. */
export type LiveOutbound = { readonly version: number; readonly document: object };

type Live = readonly (LiveVersion & { readonly document: object })[];
/** Documents and compiled adapters in memory at most; a process knows a few a partner. */
const MOST_KNOWN = 2_000;

/**
 * Which adapters are in force. The hot path asks for every webhook, so what is live is remembered for 3 s, and a
 * document, which never changes, is loaded and compiled once a process.
 */
@Injectable()
export class LiveAdaptersService {
  readonly #live = new Cached<string, Live>((partnerId) => this.#loadNow(partnerId));
  readonly #documents = new Map<string, object>();
  readonly #compiled = new WeakMap<object, CompiledAdapter>();

  constructor(
    private readonly sidePool: SidePool,
    private readonly transaction: Transaction,
    private readonly versions: AdapterVersionsRepository,
  ) {}

  /**
   * Up to 3 s old; null: the partner sends the standard format. Sandbox goes by the live adapter until it has its own.
   * @throws Error when a stored document is not valid any more
   */
  async inbound(partnerId: string, environment: Environment): Promise<LiveInbound | null> {
    return this.#inboundIn(await this.#live.get(partnerId), environment);
  }

  /** As `inbound`, with every committed change: for work that an activation set off. */
  async inboundNow(partnerId: string, environment: Environment): Promise<LiveInbound | null> {
    return this.#inboundIn(await this.#loadNow(partnerId), environment);
  }

  /**
   * A version that reads, live or not, whether or not it would be taken today; null when there is none of this number.
   * @throws Error when a stored document is not valid any more
   */
  async inboundOf(partnerId: string, version: number): Promise<LiveInbound | null> {
    const found = await this.sidePool.read(async (tx) => {
      const row = await this.versions.find(tx, partnerId, version);
      return row?.direction === 'inbound' ? { ...row, document: await this.#document(tx, row.id) } : null;
    });
    return found && { version, compiled: this.#compile(found) };
  }

  /** Up to 3 s old, for what is sent; null: the standard body. */
  async outbound(partnerId: string, environment: Environment): Promise<LiveOutbound | null> {
    return inForce(await this.#live.get(partnerId), environment, 'outbound');
  }

  /** As `outbound`, with every committed change. */
  async outboundNow(partnerId: string, environment: Environment): Promise<LiveOutbound | null> {
    return inForce(await this.#loadNow(partnerId), environment, 'outbound');
  }

  /** After the commit, this process asks the database again; the others do when their copies are 3 s old. */
  forgetAfter(tx: Tx): void {
    this.transaction.afterCommit(tx, () => this.#live.clear());
  }

  #inboundIn(live: Live, environment: Environment): LiveInbound | null {
    const found = inForce(live, environment, 'inbound');
    return found && { version: found.version, compiled: this.#compile(found) };
  }

  #compile({ id, document }: Live[number]): CompiledAdapter {
    const known = this.#compiled.get(document);
    if (known) return known;
    try {
      const compiled = compileAdapter(document);
      this.#compiled.set(document, compiled);
      return compiled;
    } catch (cause) {
      // The partner did nothing wrong, so this is no refusal: it is told to send again later.
      throw new Error(`The adapter version ${id} is not valid any more`, { cause });
    }
  }

  #loadNow(partnerId: string): Promise<Live> {
    return this.sidePool.read(async (tx) => {
      const live: (LiveVersion & { document: object })[] = [];
      for (const version of await this.versions.live(tx, partnerId)) {
        live.push({ ...version, document: await this.#document(tx, version.id) });
      }
      return live;
    });
  }

  async #document(tx: Tx, id: string): Promise<object> {
    const known = this.#documents.get(id);
    if (known) return known;
    const document = await this.versions.document(tx, id);
    if (this.#documents.size >= MOST_KNOWN) this.#documents.clear();
    this.#documents.set(id, document);
    return document;
  }
}

function inForce(live: Live, environment: Environment, direction: Direction): Live[number] | null {
  const fitting = live.filter((version) => version.direction === direction);
  const own = fitting.find((version) => version.environment === environment);
  return own ?? fitting.find((version) => version.environment === 'live') ?? null;
}
