import { CsvError, CsvReader, type CsvRow } from '../../../kernel/csv-reader.js';
import { DomainError, type Issue } from '../../../kernel/domain-error.js';
import type { Kind } from '../state-tables.domain.js';
import { ListedFile } from './listed-file.domain.js';
import type { ListedItem } from './listed-item.domain.js';

const AT_ONCE = 1_000;
const MOST_ISSUES = 20;
const MOST_BYTES = 100 * 1_048_576;

/**
 * Hands over a file's objects while it comes, a thousand at a time.
 * @throws DomainError `csv_invalid` with line and column of the first twenty mistakes, `file_too_large`
 */
export async function readListedFile(
  chunks: AsyncIterable<Buffer>,
  kind: Kind,
  take: (items: readonly ListedItem[]) => Promise<void>,
): Promise<void> {
  const file = new FileUnderWay(kind);
  for await (const row of rowsOf(chunks)) {
    file.add(row);
    if (file.isFull) await take(file.handOver());
  }
  file.end();
  await take(file.handOver());
}

class FileUnderWay {
  #file: ListedFile | null = null;
  #items: ListedItem[] = [];
  readonly #issues: Issue[] = [];

  constructor(private readonly kind: Kind) {}

  get isFull(): boolean {
    return this.#items.length >= AT_ONCE;
  }

  /** @throws DomainError `csv_invalid` once there is enough to tell */
  add(row: CsvRow): void {
    if (this.#file === null) this.#begin(row);
    else this.#read(this.#file, row);
    if (this.#issues.length >= MOST_ISSUES) throw invalid(this.#issues);
  }

  /** @throws DomainError `csv_invalid` */
  end(): void {
    if (this.#file === null)
      throw invalid([{ path: 'line 1', message: 'The file is empty: send its columns and lines' }]);
    if (this.#issues.length > 0) throw invalid(this.#issues);
  }

  handOver(): ListedItem[] {
    return this.#items.splice(0);
  }

  #begin(row: CsvRow): void {
    const file = ListedFile.headedBy(row, this.kind);
    if (!(file instanceof ListedFile)) throw invalid(file);
    this.#file = file;
  }

  #read(file: ListedFile, row: CsvRow): void {
    const read = file.read(row);
    if ('issues' in read) this.#issues.push(...read.issues);
    else this.#items.push(read.item);
  }
}

async function* rowsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<CsvRow> {
  const reader = new CsvReader();
  try {
    for await (const text of textsOf(chunks)) yield* reader.read(text);
    yield* reader.end();
  } catch (error) {
    if (error instanceof CsvError) throw invalid([{ path: `line ${error.line}`, message: error.message }]);
    throw error;
  }
}

async function* textsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES)
      throw new DomainError('too_large', 'file_too_large', 'Send at most 100 MiB, by shorter periods.');
    yield decoded(decoder, chunk);
  }
  yield decoded(decoder);
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk?: Buffer): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw invalid([{ path: 'the file', message: 'is not valid UTF-8' }]);
  }
}

function invalid(issues: readonly Issue[]): DomainError {
  const [first] = issues;
  const sentence = `The file cannot be read: ${first?.path} ${first?.message}.`.replace('..', '.');
  return new DomainError('rejected', 'csv_invalid', sentence, { issues: issues.slice(0, MOST_ISSUES) });
}
