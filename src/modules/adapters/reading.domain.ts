import { isPlaceholder } from '../../kernel/placeholder.js';
import { clean, type ReadingDefaults } from './cleaners.domain.js';
import type { Target } from './inbound-adapter.domain.js';

/** Something worth an operator's or a partner's look; holds no value of the body. */
export type Warning = { readonly code: string; readonly message: string };
/** Where a value came from: a member of the standard format, or an adapter's expression. */
export type TraceStep<F extends Target = Target> = { readonly field: F; readonly from: string; readonly value: string };

export type Usable = { readonly value: string | null; readonly warnings: readonly Warning[] };

const LONGEST_PLACEHOLDER = 200;
const UNUSABLE = 'value_unusable';
const UNUSABLE_SENTENCE = " holds a value that can't be used.";

/** A scalar as the field takes it, with what there is to say about it. */
export function use(field: Target, given: unknown, defaults: ReadingDefaults): Usable {
  if (typeof given === 'string' && given.length <= LONGEST_PLACEHOLDER && isPlaceholder(given)) {
    const message = `${field} holds a placeholder that was not filled in.`;
    return { value: null, warnings: [{ code: 'placeholder', message }] };
  }
  const { value, warning } = clean(field, given, defaults);
  if (value === null) {
    return { value, warnings: [{ code: UNUSABLE, message: `${field}${UNUSABLE_SENTENCE}` }] };
  }
  if (!warning) return { value, warnings: [] };
  const message = `${field} is possible but not a number in use; it is compared all the same.`;
  return { value, warnings: [{ code: warning, message }] };
}

/** The field whose cleaner took no value, when the warning says so; else null. */
export function refusedField({ code, message }: Warning): string | null {
  return code === UNUSABLE && message.endsWith(UNUSABLE_SENTENCE) ? message.slice(0, -UNUSABLE_SENTENCE.length) : null;
}
