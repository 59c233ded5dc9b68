/** What one version makes of a lead: a body, or the reason code that keeps it from being sent. */
export type Written = { readonly body: Buffer; readonly contentType: string } | { readonly obstacle: string };

export const PREVIEW_CLASSES = ['broken', 'changed', 'fixed', 'still_failing', 'same'] as const;
export type PreviewClass = (typeof PREVIEW_CLASSES)[number];

/** An invented person, as complete as a lead can be. */
export const EXAMPLE_LEAD = {
  id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  person: {
    firstName: 'Jane',
    lastName: 'Doe',
    email: 'jane.doe@example.com',
    phone: '+12025550143',
    state: 'CA',
    dateOfBirth: '1985-03-15',
  },
  answers: { wasInjured: 'yes', diagnosisYear: '2022' },
  massTort: { slug: 'roundup', name: 'Roundup Weedkiller' },
  source: 'in_app',
  submittedAt: new Date('2026-03-04T18:30:00.000Z'),
} as const;

/** How a lead would fare with another version: `broken` is sent now and would be held. */
export function classOf(before: Written, after: Written): PreviewClass {
  if ('obstacle' in after) return 'obstacle' in before ? 'still_failing' : 'broken';
  if ('obstacle' in before) return 'fixed';
  return before.contentType === after.contentType && before.body.equals(after.body) ? 'same' : 'changed';
}

export function countsOf(classes: readonly PreviewClass[]): Record<PreviewClass, number> {
  const count = (one: PreviewClass) => classes.filter((other) => other === one).length;
  return Object.fromEntries(PREVIEW_CLASSES.map((one) => [one, count(one)])) as Record<PreviewClass, number>;
}
