import { FORBIDDEN_NAMES } from '../../kernel/json.js';

/** A member's name, or an element's index. */
export type Step = string | number;

const STEP = /\.(?:"(?<quoted>[^"\p{Cc}]{1,100})"|(?<name>[^."[\]\p{Cc}]{1,100}))|\[(?<index>0|[1-9]\d?)\]/uy;
const MOST_STEPS = 16;

/**
 * Reads `client.phones[0].number`: names, and indexes from 0 to 99, 16 of them together. A name with dots, brackets or
 * outer spaces stands in double quotes. Answers what is wrong with it as a text.
 */
export function parsePath(path: string): readonly Step[] | string {
  const text = `.${path}`;
  const steps: Step[] = [];
  for (let at = 0; at < text.length; ) {
    STEP.lastIndex = at;
    const groups = STEP.exec(text)?.groups;
    const step = groups && stepOf(groups);
    if (step === undefined) return UNREADABLE;
    steps.push(step);
    at = STEP.lastIndex;
  }
  return problemOf(steps) ?? steps;
}

const UNREADABLE =
  'must be a path such as client.phones[0].number, with indexes up to 99; put names with dots, brackets or outer spaces in double quotes';

function stepOf({ quoted, name, index }: Readonly<Record<string, string | undefined>>): Step | undefined {
  if (index !== undefined) return Number(index);
  return quoted ?? (name === name?.trim() ? name : undefined);
}

function problemOf(steps: readonly Step[]): string | null {
  if (steps.length > MOST_STEPS) return `must have at most ${MOST_STEPS} steps`;
  const forbidden = steps.find((step) => typeof step === 'string' && FORBIDDEN_NAMES.has(step));
  return forbidden === undefined ? null : `must not name a member ${forbidden}`;
}
