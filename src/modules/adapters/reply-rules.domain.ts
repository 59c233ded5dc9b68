import { cleanText } from '../../kernel/contact.js';
import { DomainError, type Issue } from '../../kernel/domain-error.js';
import { DocumentExpressions } from './document-expressions.domain.js';
import { type Expression, evaluate, Meter } from './expression.domain.js';
import { isScalar, soleOf } from './scalars.domain.js';
import { issuesOf, type Schema } from './schema.domain.js';

/** What a reply says of the lead: taken, known already, not wanted, not now, or something is broken on either side. */
export const REPLY_OUTCOMES = ['accepted', 'duplicate', 'rejected', 'retry', 'fatal'] as const;
export type ReplyOutcome = (typeof REPLY_OUTCOMES)[number];

const CAPTURES = ['partnerRecordId', 'reason', 'price'] as const;
/** What is picked out of a reply; null where it does not say. */
export type Captured = Readonly<Record<(typeof CAPTURES)[number], string | null>>;

/** One meaning of an endpoint's replies. The first rule that fits counts. */
type OutcomeRule = {
  readonly when: {
    readonly status: readonly number[];
    /** JMESPath on the parsed reply; `in` holds the values that fit, compared as texts. */
    readonly path?: string;
    readonly in?: readonly (string | number | boolean)[];
  };
  readonly outcome: ReplyOutcome;
  /** JMESPath each. */
  readonly capture?: Readonly<Partial<Record<keyof Captured, string>>>;
};

export type CompiledReplyRule = {
  readonly status: ReadonlySet<number>;
  readonly path: Expression | null;
  readonly values: ReadonlySet<string>;
  readonly outcome: ReplyOutcome;
  readonly capture: Readonly<Record<keyof Captured, Expression | null>>;
};

/** `tree` is undefined for a reply that cannot be parsed. */
export type Reply = { readonly status: number; readonly tree: unknown };
export type ReplyReading = {
  readonly outcome: ReplyOutcome;
  readonly captured: Captured;
  /** Whether the rule says where the partner's record id is. */
  readonly knowsRecordId: boolean;
};

const MOST_RULES = 20;
const MOST_EXPRESSIONS = 60;
const LONGEST_CAPTURE = 500;

const expression: Schema = { type: 'string', minLength: 1, maxLength: 300 };
const RULES: Schema = {
  type: 'array',
  maxItems: MOST_RULES,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['when', 'outcome'],
    properties: {
      when: {
        type: 'object',
        additionalProperties: false,
        required: ['status'],
        properties: {
          status: { type: 'array', minItems: 1, maxItems: 50, items: { type: 'number' } },
          path: expression,
          in: { type: 'array', minItems: 1, maxItems: 100, items: { type: ['string', 'number', 'boolean'] } },
        },
      },
      outcome: { enum: REPLY_OUTCOMES },
      capture: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(CAPTURES.map((name) => [name, expression])),
      },
    },
  },
};

/**
 * Checks an endpoint's outcome rules and compiles them.
 * @throws DomainError `outcome_rules_invalid`, each issue with its path (`outcomeRules[0].when.path`) and reason
 */
export function compileReplyRules(document: unknown): readonly CompiledReplyRule[] {
  const shape = issuesOf(RULES, document);
  if (shape.length > 0) throw invalid(shape);
  const expressions = new DocumentExpressions(MOST_EXPRESSIONS);
  const rules = document as readonly OutcomeRule[];
  const compiled = rules.map((rule, at) => compiledRule(rule, `[${at}]`, expressions));
  const issues = [...rules.flatMap((rule, at) => whenIssues(rule, `[${at}].when`)), ...expressions.issues];
  if (issues.length > 0) throw invalid(issues);
  return compiled;
}

/** What the first rule that fits makes of a reply; null when none does. */
export function readReply(rules: readonly CompiledReplyRule[], reply: Reply): ReplyReading | null {
  const meter = new Meter();
  const rule = rules.find((one) => fits(one, reply, meter));
  if (!rule) return null;
  const { outcome, capture } = rule;
  const texts = CAPTURES.map((name) => [name, capture[name] && textAt(capture[name], reply.tree, meter)]);
  const captured = Object.fromEntries(texts) as Captured;
  return { outcome, captured, knowsRecordId: capture.partnerRecordId !== null };
}

function fits({ status, path, values }: CompiledReplyRule, reply: Reply, meter: Meter): boolean {
  if (!status.has(reply.status)) return false;
  if (!path) return true;
  const text = textAt(path, reply.tree, meter);
  return text !== null && values.has(text);
}

function textAt(path: Expression, tree: unknown, meter: Meter): string | null {
  if (tree === undefined) return null;
  const value = soleOf(evaluate(path, tree, meter).value);
  return isScalar(value) ? cleanText(String(value), LONGEST_CAPTURE) : null;
}

function compiledRule({ when, outcome, capture = {} }: OutcomeRule, at: string, all: DocumentExpressions) {
  const compiled = CAPTURES.map((name) => {
    const text = capture[name];
    return [name, text === undefined ? null : all.at(`${at}.capture.${name}`, text)];
  });
  return {
    status: new Set(when.status),
    path: when.path === undefined ? null : all.at(`${at}.when.path`, when.path),
    values: new Set((when.in ?? []).map((value) => String(value).trim())),
    outcome,
    capture: Object.fromEntries(compiled) as CompiledReplyRule['capture'],
  };
}

function whenIssues({ when }: OutcomeRule, path: string): Issue[] {
  const wrong = when.status.flatMap((status, at) =>
    Number.isInteger(status) && status >= 200 && status <= 599
      ? []
      : [{ path: `${path}.status[${at}]`, message: 'must be a status from 200 to 599' }],
  );
  if ((when.path === undefined) === (when.in === undefined)) return wrong;
  const missing = when.in === undefined ? 'in' : 'path';
  return [...wrong, { path: `${path}.${missing}`, message: 'is missing: path and in belong together' }];
}

function invalid(issues: readonly Issue[]): DomainError {
  const placed = issues.map(({ path, message }) => ({ path: `outcomeRules${path}`, message }));
  const sentence = 'The outcome rules are not taken; see issues.';
  return new DomainError('rejected', 'outcome_rules_invalid', sentence, { issues: placed });
}
