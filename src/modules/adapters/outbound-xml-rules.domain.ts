import type { Issue } from '../../kernel/domain-error.js';
import type { Step } from './outbound-path.domain.js';
import { type PlanObject, walk } from './outbound-plan.domain.js';
import { isXmlName } from './write-xml.domain.js';

/** What keeps a plan from being written as XML. */
export function xmlIssues(root: string | undefined, plan: PlanObject): Issue[] {
  const issues: Issue[] = [];
  if (root === undefined) issues.push({ path: 'encode.root', message: 'is missing: XML has one root element' });
  else if (!isXmlName(root)) issues.push({ path: 'encode.root', message: `must be a name of XML: ${NAMES}` });
  for (const { node, path, name } of walk(plan, '')) {
    const message = problemOf(name, node.kind);
    if (message) issues.push({ path: 'map', message: `fills ${path}, ${message}` });
  }
  return issues;
}

const NAMES = 'letters, digits, _, - and ., not a digit at the beginning';

/** Whether this place holds one text and no element. */
export function isTextPlace(steps: readonly Step[]): boolean {
  const last = steps.at(-1);
  return typeof last === 'string' && (last === '#text' || last.startsWith('@'));
}

function problemOf(name: Step | null, kind: string): string | null {
  if (typeof name !== 'string') return kind === 'list' ? 'a list in a list, which XML does not have' : null;
  if (isTextPlace([name])) return textProblem(name, kind);
  return isXmlName(name) ? null : `whose name XML does not take: ${NAMES}`;
}

function textProblem(name: string, kind: string): string | null {
  if (kind !== 'value') return 'which is one text and holds nothing else';
  return name === '#text' || isXmlName(name.slice(1)) ? null : `whose name XML does not take: ${NAMES}`;
}
