import type { Issue } from '../../kernel/domain-error.js';
import { adapterInvalid, DocumentExpressions } from './document-expressions.domain.js';
import type { OutboundAdapter } from './outbound-adapter.domain.js';
import { OUTBOUND_ADAPTER_SCHEMA } from './outbound-adapter-schema.domain.js';
import { fillBody, type Layout } from './outbound-body.domain.js';
import { encodeBody } from './outbound-encoding.domain.js';
import { parsePath } from './outbound-path.domain.js';
import { Plan } from './outbound-plan.domain.js';
import { ruleIssues } from './outbound-rule-issues.domain.js';
import type { CompiledRule, ValueOptions } from './outbound-values.domain.js';
import { isTextPlace, xmlIssues } from './outbound-xml-rules.domain.js';
import { issuesOf } from './schema.domain.js';

/** A checked outbound adapter, ready to write any number of bodies. */
export type CompiledOutbound = Layout & { readonly document: OutboundAdapter };

/** A body to send; or the places that have no value and need one, `LeadId` when none says whose lead it is. */
export type WrittenBody =
  | { readonly body: Buffer; readonly contentType: string }
  | { readonly missing: readonly string[] };

/** A body of 100 places is a large form; each needs one expression or two. */
const MOST_EXPRESSIONS = 200;
const LEAD_ID = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const METADATA = {
  response_id: LEAD_ID,
  mass_tort_slug: 'roundup',
  mass_tort_name: 'Roundup Weedkiller',
  partner_slug: 'your-firm',
  source: 'in_app',
  submitted_at: '2026-03-04T18:30:00.000Z',
};
const CONTACT = {
  firstName: 'Jane',
  lastName: 'Doe',
  email: 'jane.doe@example.com',
  phone: '+15551234567',
  state: 'CA',
  dateOfBirth: '1985-03-15',
};
/** The most and the least that is known of a lead. */
const LEADS = [CONTACT, {}].map((contact) =>
  plain({ LeadId: LEAD_ID, ...contact, _metadata: plain(METADATA), _intake: plain({}), _answers: [] }),
);

/**
 * Checks an outbound adapter's document and compiles it.
 * @throws DomainError `adapter_invalid`, each issue with its path (`map[1].to`) and reason
 */
export function compileOutbound(document: unknown): CompiledOutbound {
  const shape = issuesOf(OUTBOUND_ADAPTER_SCHEMA, document);
  if (shape.length > 0) throw adapterInvalid(shape);
  const adapter = document as OutboundAdapter;
  const expressions = new DocumentExpressions(MOST_EXPRESSIONS);
  const plan = new Plan();
  const issues: Issue[] = [];
  const rules = adapter.map.map((rule, at): CompiledRule => {
    const path = `map[${at}]`;
    issues.push(...ruleIssues(rule, adapter.encode.format).map((one) => ({ ...one, path: `${path}.${one.path}` })));
    const steps = parsePath(rule.to);
    if (typeof steps === 'string') issues.push({ path: `${path}.to`, message: steps });
    else plan.place(at, steps);
    const scalarOnly = adapter.encode.format === 'xml' && typeof steps !== 'string' && isTextPlace(steps);
    return { rule, expressions: expressions.all(`${path}.from`, rule.from ?? []), scalarOnly };
  });
  plan.checkLists();
  issues.push(...plan.issues, ...expressions.issues, ...encodingIssues(adapter, plan));
  const compiled = { document: adapter, rules, plan: plan.root };
  if (issues.length === 0 && !LEADS.every((lead) => namesLead(fillBody(compiled, lead, REGION).tree, LEAD_ID))) {
    issues.push({ path: 'map', message: 'must write LeadId into every body: without it nothing comes back matched' });
  }
  if (issues.length > 0) throw adapterInvalid(issues);
  return compiled;
}

/** The partner's body for a lead. `source` is the standard body with `_intake` and `_answers`, its objects without prototype. */
export function writeOutbound(
  compiled: CompiledOutbound,
  source: { readonly LeadId?: unknown },
  options: ValueOptions,
): WrittenBody {
  const { tree, missing } = fillBody(compiled, source, options);
  if (missing.length > 0) return { missing };
  if (!namesLead(tree, String(source.LeadId))) return { missing: ['LeadId'] };
  return encodeBody(compiled.document.encode, tree);
}

const REGION: ValueOptions = { phoneRegion: 'US' };

function encodingIssues({ encode: { format, root } }: OutboundAdapter, plan: Plan): Issue[] {
  if (format === 'xml') return xmlIssues(root, plan.root);
  return root === undefined ? [] : [{ path: 'encode.root', message: 'belongs to xml' }];
}

/** As an inbound LeadId is found: anywhere in a text, in whatever case. */
function namesLead(value: unknown, leadId: string): boolean {
  if (typeof value === 'string') return value.toLowerCase().includes(leadId.toLowerCase());
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((below) => namesLead(below, leadId));
}

function plain<Members extends object>(members: Members): Members {
  return Object.assign(Object.create(null), members);
}
