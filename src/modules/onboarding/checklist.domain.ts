type Environment = 'live' | 'sandbox';

/** What is known about a partner, as far as it says whether leads of people may be sent to it. */
export type Facts = {
  readonly slug: string;
  readonly active: boolean;
  readonly contacts: { readonly technical?: string; readonly ops?: string };
  readonly endpoints: readonly { readonly environment: Environment; readonly disabledAt: Date | null }[];
  /** Attempts to send test leads since the sandbox endpoint was saved, newest first. */
  readonly testAttempts: readonly { readonly outcome: string; readonly httpStatus: number | null }[];
  /** Environments for which the partner has an access token in force. */
  readonly tokens: ReadonlySet<Environment>;
  readonly format: { readonly liveVersion: number | null; readonly hasDraft: boolean };
  readonly statuses: readonly { readonly rawStatus: string; readonly known: boolean }[];
  /** Slugs of the mass torts that it takes. */
  readonly massTorts: readonly string[];
  readonly unresolvedCodes: readonly {
    readonly caseCode: string;
    readonly massTort: string;
    readonly problem: string;
  }[];
  /** Status updates that came with its sandbox token, newest first. */
  readonly testUpdates: readonly { readonly outcome: string | null; readonly reason: string }[];
};

/** One thing to be done before a partner goes live. `fix` is null once it is done. */
export type ChecklistItem = {
  readonly code: string;
  readonly done: boolean;
  /** What was found. */
  readonly why: string;
  /** What to do. */
  readonly fix: string | null;
};
type Rule = (facts: Facts) => Omit<ChecklistItem, 'code'>;

const MOST_NAMED = 5;
const REFUSES_CREDENTIALS = new Set([401, 403, 407]);

/** In the order in which they are best done; the items are those of PayMe's public onboarding page. */
const RULES: Readonly<Record<string, Rule>> = {
  active: ({ slug, active }) =>
    active
      ? done('The partner is active.')
      : missing('The partner is switched off.', `PATCH /api/admin/partners/${slug} {"active": true}.`),
  contacts: ({ slug, contacts: { technical, ops } }) => {
    const absent = [...(technical ? [] : ['technical']), ...(ops ? [] : ['ops'])];
    if (absent.length === 0) return done('There is somebody to ask about technology and about leads.');
    return missing(`No contact is known: ${absent.join(', ')}.`, `PATCH /api/admin/partners/${slug} {"contacts": …}.`);
  },
  access_tokens: ({ slug, tokens }) => {
    const absent = (['live', 'sandbox'] as const).filter((environment) => !tokens.has(environment));
    if (absent.length === 0) return done('A token of each environment is in force.');
    return missing(`No token is in force: ${absent.join(', ')}.`, `POST /api/admin/partners/${slug}/tokens.`);
  },
  sandbox_endpoint: (facts) => endpointRule(facts, 'sandbox'),
  live_endpoint: (facts) => endpointRule(facts, 'live'),
  test_lead_delivered: ({ slug, testAttempts }) => {
    if (testAttempts.some(isDelivered)) return done('The sandbox endpoint took a test lead.');
    return missing(attemptsWhy(testAttempts), sendTestLead(slug));
  },
  authentication_verified: ({ slug, testAttempts }) => {
    const [last] = testAttempts;
    if (last && REFUSES_CREDENTIALS.has(last.httpStatus ?? 0))
      return missing(
        `The endpoint refuses the credentials (${last.httpStatus}).`,
        `${endpointPath(slug, 'sandbox')} with the right auth, then send a test lead.`,
      );
    return testAttempts.some(isDelivered)
      ? done('The sandbox endpoint took a test lead with the credentials given.')
      : missing('No endpoint has taken the credentials yet.', sendTestLead(slug));
  },
  payload_format: ({ slug, format: { liveVersion, hasDraft } }) => {
    if (liveVersion !== null) return done(`Version ${liveVersion} of its adapter reads what it sends.`);
    if (!hasDraft) return done('It sends the standard format.');
    return missing(
      'An adapter was saved and none is live.',
      `POST /api/admin/partners/${slug}/adapters/{version}/activate.`,
    );
  },
  statuses_declared: ({ slug, statuses }) =>
    statuses.length > 0
      ? done(`${statuses.length} raw statuses are declared.`)
      : missing(
          'It is not known which statuses the partner sends.',
          `PUT /api/admin/partners/${slug}/statuses with its list.`,
        ),
  statuses_mapped: ({ slug, statuses }) => {
    const unknown = statuses.filter(({ known }) => !known).map(({ rawStatus }) => rawStatus);
    if (unknown.length > 0) return missing(`Nobody said what these mean: ${named(unknown)}.`, mapStatuses(slug));
    return statuses.length > 0
      ? done('Every declared status has a meaning.')
      : missing('No status is declared.', mapStatuses(slug));
  },
  cases_assigned: ({ slug, massTorts }) =>
    massTorts.length > 0
      ? done(`It takes ${named(massTorts)}.`)
      : missing('It takes no mass tort.', `PUT /api/admin/partners/${slug}/cases.`),
  case_codes_resolved: ({ unresolvedCodes }) => {
    if (unresolvedCodes.length === 0) return done('Every case code stands for its mass tort and a known law firm.');
    const told = unresolvedCodes.map(({ caseCode, massTort, problem }) => `${caseCode} (${massTort}) ${problem}`);
    const fix = 'PUT /api/admin/mass-torts or /api/admin/law-firms what is missing, or correct the codes of the case.';
    return missing(`Some case codes do not resolve: ${named(told)}.`, fix);
  },
  inbound_test_seen: ({ testUpdates }) => {
    if (testUpdates.some(({ outcome }) => outcome === 'applied'))
      return done('A status update about a test lead was applied.');
    const fix = 'Have the partner send a status update about its test lead, with its sandbox token.';
    const [last] = testUpdates;
    return missing(
      last ? `None was applied; the last one was: ${last.reason}.` : 'None came with the sandbox token.',
      fix,
    );
  },
};

/** What is to be done before leads of people may be sent to the partner, each found from facts. */
export function checklistOf(facts: Facts): ChecklistItem[] {
  return Object.entries(RULES).map(([code, rule]) => ({ code, ...rule(facts) }));
}

function done(why: string): Omit<ChecklistItem, 'code'> {
  return { done: true, why, fix: null };
}

function missing(why: string, fix: string): Omit<ChecklistItem, 'code'> {
  return { done: false, why, fix };
}

function endpointRule({ slug, endpoints }: Facts, environment: Environment): Omit<ChecklistItem, 'code'> {
  const endpoint = endpoints.find((one) => one.environment === environment);
  if (!endpoint) return missing(`There is no ${environment} endpoint.`, `${endpointPath(slug, environment)}.`);
  if (endpoint.disabledAt)
    return missing(
      `The ${environment} endpoint is disabled.`,
      `${endpointPath(slug, environment)}: saving it enables it.`,
    );
  return done(`The ${environment} endpoint is saved.`);
}

function attemptsWhy([last]: Facts['testAttempts']): string {
  if (!last) return 'No test lead was sent since the sandbox endpoint was saved.';
  const status = last.httpStatus === null ? 'no answer' : String(last.httpStatus);
  return `The sandbox endpoint took no test lead; the last attempt: ${last.outcome}, ${status}.`;
}

function isDelivered({ outcome }: { readonly outcome: string }): boolean {
  return outcome === 'delivered';
}

function endpointPath(slug: string, environment: Environment): string {
  return `PUT /api/admin/partners/${slug}/endpoint?environment=${environment}`;
}

function sendTestLead(slug: string): string {
  return `POST /api/admin/partners/${slug}/test-lead.`;
}

function mapStatuses(slug: string): string {
  return `PUT /api/admin/partners/${slug}/status-map with their meaning; null: it changes nothing.`;
}

function named(texts: readonly string[]): string {
  const first = texts.slice(0, MOST_NAMED).join(', ');
  return texts.length > MOST_NAMED ? `${first} and ${texts.length - MOST_NAMED} more` : first;
}
