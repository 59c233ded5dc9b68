import type { Issue } from '../../kernel/domain-error.js';
import type { Encoding, OutboundRule } from './outbound-adapter.domain.js';

type Member = keyof OutboundRule;

const FROM_ONLY = ['lookup', 'format', 'required', 'whenMissing'] as const;
/** The second says what the first has said already. */
const APART: readonly [Member, Member][] = [
  ['from', 'value'],
  ['lookup', 'format'],
  ['required', 'whenMissing'],
];

/** What is wrong with a rule's members beside each other; paths are within the rule. */
export function ruleIssues(rule: OutboundRule, format: Encoding['format']): Issue[] {
  const has = (member: Member) => rule[member] !== undefined;
  const apart = APART.filter(([one, other]) => has(one) && has(other));
  const issues: Issue[] = apart.map(([one, other]) => ({ path: other, message: `must not stand beside ${one}` }));
  if (!has('from')) issues.push(...constantIssues(rule));
  if (rule.whenMissing === 'null' && format !== 'json') {
    issues.push({ path: 'whenMissing', message: 'must be omit or empty: only json has null' });
  }
  return issues;
}

function constantIssues(rule: OutboundRule): Issue[] {
  if (rule.value === undefined) return [{ path: 'from', message: 'is missing; write from or value' }];
  const extra = FROM_ONLY.filter((member) => rule[member] !== undefined);
  return extra.map((path) => ({ path, message: 'belongs to from, not to value' }));
}
