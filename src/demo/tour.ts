import type { DemoFile } from './demo-file.js';
import { paymentSteps } from './payment-tour.js';

/** Lines to paste into a shell, each with what it shows. */
export function tour(file: DemoFile): string {
  const { baseUrl, serviceToken, adminToken, partner, user, lead } = file;
  const webhook = `${baseUrl}/api/webhooks/partner-status`;
  const update = JSON.stringify({ LeadId: lead.id, Status: 'RetainerSigned', ExternalLeadId: 'your-internal-id-456' });
  const asApp = `-H 'Authorization: Bearer ${serviceToken}'`;
  const json = `-H 'Content-Type: application/json'`;
  const newLead = JSON.stringify({
    userId: user.id,
    massTort: 'roundup',
    contact: {
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'ann.lee@example.com',
      phone: '+12025550143',
      state: 'CA',
      dateOfBirth: '1979-11-02',
    },
    answers: { wasInjured: 'yes', diagnosisYear: '2021' },
  });
  const steps: [string, string][] = [
    [
      'A lead was sent to the demo partner; this is what the app sees of it.',
      `curl -s ${asApp} ${baseUrl}/api/leads/${lead.id}`,
    ],
    [
      'The partner reports that the client signed (again: "duplicate").',
      `curl -s -X POST '${webhook}?access_token=${partner.accessToken}' ${json} -d '${update}'`,
    ],
    ['The user was told, once.', `curl -s ${asApp} ${baseUrl}/api/app/users/${user.id}/notifications`],
    [
      'A dry run explains what a body would do.',
      `curl -s -X POST '${webhook}/test?access_token=${partner.accessToken}' ${json} -d '${update}'`,
    ],
    [
      'Another person qualifies.',
      `curl -s -X POST ${asApp} ${json} -H 'Idempotency-Key: tour-1' -d '${newLead}' ${baseUrl}/api/leads`,
    ],
    ['Every webhook left a receipt.', `curl -s -H 'Authorization: Bearer ${adminToken}' ${baseUrl}/api/admin/receipts`],
    ...paymentSteps(file),
  ];
  const lines = steps.map(([says, command]) => `# ${says}\n${command}\n`);
  return `\nTry it. The same values are in demo.json.\n\n${lines.join('\n')}\n`;
}
