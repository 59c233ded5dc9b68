import { Injectable } from '@nestjs/common';
import type { Sent } from '../adapters/adapters.service.js';
import type { Scope } from '../leads/lead-identity.service.js';
import { type Diff, diffOf, failureOf } from './preview-diff.domain.js';
import { RehearsalService } from './rehearsal.service.js';
import { readBodyOf } from './standing-of.js';
import type { Terms } from './update-reader.service.js';

/** How a body differs, and why it fails by either terms; null where it does not. */
export type Compared = Diff & { readonly failedBy: string | null; readonly failsBy: string | null };

/** Reads the same bodies twice, by what is known now, so that every difference is one of the terms. Nothing is written. */
@Injectable()
export class ReadingComparisonService {
  constructor(private readonly rehearsals: RehearsalService) {}

  /** One answer a body, in order. */
  async compare(scope: Scope, terms: Pair, bodies: readonly Sent[], at: Date): Promise<Compared[]> {
    const before = await this.rehearsals.rehearse(scope, terms.before, bodies, at);
    const after = await this.rehearsals.rehearse(scope, terms.after, bodies, at);
    return bodies.map((_, index) => {
      const [was, is] = [readBodyOf(before.bodies[index]), readBodyOf(after.bodies[index])];
      return { ...diffOf(was, is), failedBy: failureOf(was), failsBy: failureOf(is) };
    });
  }
}

type Pair = { readonly before: Terms; readonly after: Terms };
