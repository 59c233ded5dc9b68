import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import type { Tx } from '../../platform/database/transaction.js';
import { OutboxService } from '../../platform/outbox/outbox.service.js';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import { type Identifier, type IdentifierKind, IdentifiersRepository, type Scope } from './identifiers.repository.js';
import { LeadVault } from './lead-vault.js';
import { LeadsRepository } from './leads.repository.js';
import { type Person, soundOf } from './person.domain.js';

export type { Scope } from './identifiers.repository.js';

/** A key in clear: a UUID, a partner's own id, an E.164 phone, an e-mail address, or a last name. */
export type Probe = Scope & { readonly kind: IdentifierKind; readonly value: string };

/** A lead under a key, with what the match rules ask about it. */
export type Candidate = {
  readonly leadId: string;
  readonly identifiedAt: Date;
  readonly status: string | null;
  readonly statusAt: Date | null;
  readonly massTortId: string;
  /** Decrypted when asked: only some rules need it. */
  readonly person: () => Person;
};

/** What partners may name leads by. Only a lead that was sent to a partner can be named by it. */
@Injectable()
export class LeadIdentityService {
  constructor(
    private readonly clock: Clock,
    private readonly secrets: SecretsService,
    private readonly outbox: OutboxService,
    private readonly leads: LeadsRepository,
    private readonly vault: LeadVault,
    private readonly identifiers: IdentifiersRepository,
  ) {}

  /** From now on its partner can name the lead. Repeats change nothing. @throws Error for a lead without a partner */
  async identify(tx: Tx, leadId: string): Promise<void> {
    const lead = await this.leads.find(tx, leadId);
    if (!lead?.partnerId) throw new Error('Only a routed lead can be identified');
    const { partnerId, environment } = lead;
    const { phone, email, lastName } = this.vault.person(lead);
    const keys: [IdentifierKind, string][] = [
      ['lead_id', leadId],
      ['phone', phone],
      ['email', email],
      ['name', lastName],
    ];
    const createdAt = this.clock.now();
    const rows = keys.map(([kind, value]) => ({
      ...this.#keyOf({ partnerId, environment, kind, value }),
      leadId,
      source: 'delivery',
      createdAt,
    }));
    if ((await this.identifiers.add(tx, rows)) > 0) await this.#tell(tx, { partnerId, environment, leadId });
  }

  /** The leads under each key, in the order of the probes; 21 a key at most. */
  async candidates(tx: Tx, probes: readonly Probe[]): Promise<Candidate[][]> {
    const found: Candidate[][] = probes.map(() => []);
    for (const row of await this.identifiers.find(
      tx,
      probes.map((probe) => this.#keyOf(probe)),
    )) {
      const { probe, leadId, identifiedAt, status, statusAt, massTortId, personSealed } = row;
      const person = () => this.vault.person({ id: leadId, personSealed });
      found[probe]?.push({ leadId, identifiedAt, status, statusAt, massTortId, person });
    }
    return found;
  }

  /** Keys as they are kept, `kind|value`, to be compared with those of leads later on. */
  keysOf(probes: readonly Probe[]): string[] {
    return probes.map((probe) => this.#keyOf(probe)).map(({ kind, value }) => `${kind}|${value}`);
  }

  /** Users who gave one of these e-mail addresses, or one of these E.164 phones, with a live lead. */
  usersOf(tx: Tx, kind: 'email' | 'phone', values: readonly string[]): Promise<string[]> {
    const blind = values.map((value) => this.secrets.blindIndex(kind, value));
    return blind.length === 0 ? Promise.resolve([]) : this.identifiers.usersOf(tx, kind, blind);
  }

  /** All that these leads may be named by, in the same form. */
  async keysOfLeads(tx: Tx, leadIds: readonly string[]): Promise<string[]> {
    const rows = await this.identifiers.ofLeads(tx, leadIds);
    return rows.map(({ kind, value }) => `${kind}|${value}`);
  }

  async #tell(tx: Tx, { partnerId, environment, leadId }: Scope & { leadId: string }): Promise<void> {
    await this.outbox.append(tx, [{ topic: 'lead.identified', data: { leadId, partnerId, environment } }]);
  }

  /** Ids stay as they are; what says something about a person is kept as a blind index only. */
  #keyOf({ partnerId, environment, kind, value }: Probe): Identifier {
    if (kind === 'lead_id' || kind === 'external_id') return { partnerId, environment, kind, value };
    const blind = this.secrets.blindIndex(kind, kind === 'name' ? soundOf(value) : value);
    return { partnerId, environment, kind, value: blind };
  }
}
