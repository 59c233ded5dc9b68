import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Tables that grow without end, one partition a month by their UUIDv7 key. */
const PARTITIONED = ['receipt', 'lead_event', 'delivery_attempt', 'status_update', 'notification'] as const;
const MONTHS_AHEAD = 3;

/** Keeps month partitions ahead of time. A row beyond them lands in the default partition: late, never lost. */
@Injectable()
export class Partitions {
  constructor(private readonly source: DataSource) {}

  /** Makes what is missing for the month of `now` and the next three; answers how many partitions it made. */
  async createAhead(now: Date): Promise<number> {
    let made = 0;
    for (const table of PARTITIONED) {
      const [row] = await this.source.query<{ made: number }[]>('select create_month_partitions($1, $2, $3) as made', [
        table,
        now,
        MONTHS_AHEAD,
      ]);
      made += row?.made ?? 0;
    }
    return made;
  }
}
