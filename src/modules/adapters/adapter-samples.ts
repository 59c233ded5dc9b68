import { setImmediate as breath } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { DomainError, type Issue } from '../../kernel/domain-error.js';
import { newId } from '../../kernel/uuid.js';
import { SecretsService } from '../../platform/secrets/secrets.service.js';
import { type Expected, expectedOf, sampleProblems } from './adapter-samples.domain.js';
import type { AdapterSampleRow } from './adapter-version.entity.js';
import { AdaptersService, type NormalizedUpdate, type ReadUpdate, type Warning } from './adapters.service.js';
import type { CompiledAdapter } from './compiled-adapter.domain.js';
import { withoutSecretNumbers } from './sample-secrets.domain.js';

/** A body with what its updates must be read as; null: whatever production would take. */
export type NewSample = {
  readonly contentType: string | undefined;
  readonly body: Buffer;
  readonly expected: readonly Expected[] | null;
};

/** What a version makes of a sample. */
export type SampleReport = {
  readonly contentType: string | null;
  readonly passes: boolean;
  readonly results: readonly NormalizedUpdate[];
  readonly problems: readonly Issue[];
  readonly warnings: readonly Warning[];
};

type Outcome = { readonly updates: readonly ReadUpdate[]; readonly refusal: DomainError | null };

/** The samples that a version must read as expected before it goes live: run, and kept sealed. */
@Injectable()
export class AdapterSamples {
  constructor(
    private readonly clock: Clock,
    private readonly secrets: SecretsService,
    private readonly adapters: AdaptersService,
  ) {}

  /** Of samples without an expectation, what they are read as now is expected from now on. */
  async expecting(adapter: CompiledAdapter, phoneRegion: string, samples: readonly NewSample[]): Promise<NewSample[]> {
    const expecting: NewSample[] = [];
    for (const given of samples) {
      const sample = withoutSecrets(given);
      const { updates, refusal } = await this.#read(adapter, phoneRegion, sample);
      expecting.push({ ...sample, expected: sample.expected ?? (refusal ? null : expectedOf(updates)) });
    }
    return expecting;
  }

  async run(adapter: CompiledAdapter, phoneRegion: string, samples: readonly NewSample[]): Promise<SampleReport[]> {
    const reports: SampleReport[] = [];
    for (const sample of samples) {
      const { updates, refusal } = await this.#read(adapter, phoneRegion, sample);
      await breath();
      const problems = refusal ? [{ path: '', message: refusal.message }] : sampleProblems(updates, sample.expected);
      reports.push({
        contentType: sample.contentType ?? null,
        passes: problems.length === 0,
        results: updates.filter(({ ignored }) => ignored === null).map(({ fields }) => fields),
        problems,
        warnings: updates.flatMap(({ warnings }) => warnings),
      });
    }
    return reports;
  }

  seal(adapterVersionId: string, { contentType, body, expected }: NewSample): Readonly<AdapterSampleRow> {
    const id = newId(this.clock.now());
    return {
      id,
      adapterVersionId,
      contentType: contentType ?? null,
      bodySealed: this.secrets.seal(body, placeOf(id, 'body_sealed')),
      expectedSealed: this.secrets.seal(JSON.stringify(expected), placeOf(id, 'expected_sealed')),
    };
  }

  open({ id, contentType, bodySealed, expectedSealed }: Readonly<AdapterSampleRow>): NewSample {
    const expected = this.secrets.open(expectedSealed, placeOf(id, 'expected_sealed')).toString();
    return {
      contentType: contentType ?? undefined,
      body: this.secrets.open(bodySealed, placeOf(id, 'body_sealed')),
      expected: JSON.parse(expected) as readonly Expected[] | null,
    };
  }

  async #read(adapter: CompiledAdapter, phoneRegion: string, sample: NewSample): Promise<Outcome> {
    try {
      return { updates: await this.adapters.read(sample, phoneRegion, adapter), refusal: null };
    } catch (refusal) {
      if (!(refusal instanceof DomainError)) throw refusal;
      return { updates: [], refusal };
    }
  }
}

/** Social security and card numbers are not needed to read a status, so they are not kept. */
function withoutSecrets(sample: NewSample): NewSample {
  return { ...sample, body: Buffer.from(withoutSecretNumbers(sample.body.toString())) };
}

function placeOf(id: string, column: string) {
  return { table: 'adapter_sample', column, id };
}
