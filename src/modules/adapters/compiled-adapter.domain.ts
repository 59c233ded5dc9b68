import { isPhoneRegion } from '../../kernel/contact.js';
import type { Issue } from '../../kernel/domain-error.js';
import { hasKey, lookupKeys, writtenKey } from '../../kernel/status-key.js';
import { adapterInvalid, DocumentExpressions } from './document-expressions.domain.js';
import { isTimeZone } from './event-time.domain.js';
import type { Expression } from './expression.domain.js';
import { type InboundAdapter, TARGETS, type Target } from './inbound-adapter.domain.js';
import { INBOUND_ADAPTER_SCHEMA } from './inbound-adapter-schema.domain.js';
import { issuesOf, memberPath } from './schema.domain.js';

const MOST_EXPRESSIONS = 40;

/** A checked adapter, ready to read any number of bodies. */
export type CompiledAdapter = {
  readonly document: InboundAdapter;
  readonly forEach: Expression | null;
  readonly when: readonly { readonly ignoreIf: Expression; readonly reason: string }[];
  readonly map: readonly { readonly field: Target; readonly expressions: readonly Expression[] }[];
  /** By key; see {@link statusIn}. */
  readonly table: ReadonlyMap<string, string | null>;
  /** Whether statuses that neither the table nor the partner's map names are looked up in the defaults. */
  readonly useDefaults: boolean;
};

/**
 * Checks an inbound adapter's document and compiles it.
 * @throws DomainError `adapter_invalid`, each issue with its path (`map.Status[1]`) and reason
 */
export function compileAdapter(document: unknown): CompiledAdapter {
  const shape = issuesOf(INBOUND_ADAPTER_SCHEMA, document);
  if (shape.length > 0) throw adapterInvalid(shape);
  const adapter = document as InboundAdapter;
  const expressions = new DocumentExpressions(MOST_EXPRESSIONS);
  const compiled = {
    document: adapter,
    forEach: adapter.decode.forEach === undefined ? null : expressions.at('decode.forEach', adapter.decode.forEach),
    when: (adapter.when ?? []).map(({ ignoreIf, reason }, at) => ({
      ignoreIf: expressions.at(`when[${at}].ignoreIf`, ignoreIf),
      reason,
    })),
    map: TARGETS.map((field) => ({ field, expressions: expressions.all(`map.${field}`, adapter.map[field] ?? []) })),
    table: new Map(Object.entries(adapter.status.table).map(([raw, canonical]) => [writtenKey(raw), canonical])),
    useDefaults: adapter.status.useDefaults ?? true,
  };
  const issues = [...expressions.issues, ...defaultsIssues(adapter), ...tableIssues(adapter.status.table)];
  if (issues.length > 0) throw adapterInvalid(issues);
  return compiled;
}

/** The canonical status that the adapter's own table gives; null when it changes nothing, undefined when it names none. */
export function statusIn({ table }: CompiledAdapter, status: string, sub: string | null): string | null | undefined {
  const key = lookupKeys(status, sub).find((one) => table.has(one));
  return key === undefined ? undefined : table.get(key);
}

function defaultsIssues({ defaults = {} }: InboundAdapter): Issue[] {
  const { phoneRegion, timeZone } = defaults;
  const issues: Issue[] = [];
  if (phoneRegion !== undefined && !isPhoneRegion(phoneRegion)) {
    issues.push({ path: 'defaults.phoneRegion', message: 'There are no phone numbers of this region.' });
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    issues.push({ path: 'defaults.timeZone', message: 'There is no such time zone; write it as America/New_York.' });
  }
  return issues;
}

function tableIssues(table: InboundAdapter['status']['table']): Issue[] {
  const known = new Map<string, string | null>();
  return Object.entries(table).flatMap(([raw, canonical]) => {
    const key = writtenKey(raw);
    const message = rowProblem(raw, known.get(key), canonical);
    known.set(key, canonical);
    return message ? [{ path: memberPath('status.table', raw), message }] : [];
  });
}

function rowProblem(raw: string, known: string | null | undefined, canonical: string | null): string | undefined {
  if (!hasKey(raw)) return 'A raw status has a letter or a digit.';
  if (known === undefined || known === canonical) return undefined;
  return 'Another spelling of this raw status stands for something else.';
}
