import type { Profile } from './profile.domain.js';
import { weights, words } from './word-list.domain.js';

export const PERSON_PROFILES = {
  ContactPhone: {
    patterns: weights(`
      1.05  primary phone
      1     mobile phone, mobile
      0.93  phone, phone number
      0.85  home phone, home number, home, caller number
      0.8   contact number, whatsapp, day phone, primary number
      0.75  work phone, business phone, landline, work number, work, caller id
      0.7   caller, calling, external number, client number, claimant number
      0.6   sms, text number, callback
      0.55  alternate phone
      0.5   customer number
      0.4   from
      0.3   contact
    `),
    vetoes: words(`
      fax date time url extension duration type called tracking destination forward toll country validation valid id
      carrier
    `),
    alone: { phone: 0.45 },
    kinds: { phone: 1 },
    needs: { phone: 0.35 },
    excludes: ['email', 'uuid', 'url'],
    context: weights(`
      0.08  signer
      0.05  client, claimant, plaintiff, contact, customer, applicant, consumer, lead, person, patient,
            respondent, invitee, requester, phone, mobile, intake, primary
      -0.05 from
      -0.1  alternate, service, envelope
      -0.2  business, partner, referral, subscription, workflow, to
      -0.25 account, vendor, affiliate, campaign
      -0.3  organization, company, law, office, location, team, buyer, workspace, department, court, branch,
            tracking, called
      -0.4  previous, copy
      -0.45 sender, admin, initiated, sales, by, owner, user, agent, staff, assigned, creator, attorney, manager,
            opposing, firm, emergency, insurance, witness
      -0.5  fax
    `),
  },
  ContactEmail: {
    patterns: weights(`
      1     email
      0.3   address, contact
      0.2   user name
    `),
    vetoes: words(`
      copy bcc template subject notification date reply
    `),
    alone: { email: 0.6 },
    kinds: { email: 1 },
    needs: { email: 0.5 },
    excludes: ['url'],
    context: weights(`
      0.16  client, claimant, plaintiff, patient, signer
      0.1   contact, customer, applicant, consumer, email
      0.08  lead, person, respondent, invitee, requester
      0.05  intake, primary
      -0.1  alternate, service, envelope, call, to
      -0.2  from, business, partner, referral, subscription, workflow
      -0.25 account, vendor, affiliate, campaign
      -0.3  carbon, bcc, organization, company, law, office, location, team, buyer, workspace,
            department, court, branch, tracking
      -0.4  previous, copy
      -0.45 sender, admin, initiated, sales, by, owner, user, agent, staff, assigned, creator, attorney, manager,
            opposing, firm, emergency, insurance, witness
    `),
  },
  ContactName: {
    patterns: weights(`
      1     full name, contact name, client name, claimant name, plaintiff name
      0.95  customer name, person name, applicant name, your name, consumer name
      0.9   lead name, patient name, respondent name
      0.85  caller name, invitee name
      0.8   signer name, requester name
      0.75  display name
      0.72  name
      0.6   primary name, client, claimant, plaintiff, applicant
      0.55  contact, customer, consumer, respondent
      0.9   last first, first last
      0.6   subject name, user name
      0.5   person, item name, card name, task name, record name
      0.45  matter name
      0.4   caller, case name, opportunity name, deal name
      0.38  title
    `),
    vetoes: words(`
      phone mobile email fax first last middle company firm law organization campaign form pipeline stage status
      workflow file document product event type source list board template field location office city state country
      street address user owner tag service project team department category vertical buyer vendor
      affiliate offer column property question envelope webhook rule action app subject employer court prefix suffix
      site workspace tenant page schema table gender language tort practice judge hospital doctor disposition number
      code method timezone priority outcome injury drug device
    `),
    kinds: { person: 1, status: -0.5, tort: -0.6, firm: -0.5 },
    needs: { person: 0.3 },
    excludes: ['email', 'url', 'date', 'uuid', 'numeric'],
    context: weights(`
      0.16  client, claimant, plaintiff, patient, signer
      0.1   contact, customer, applicant, consumer, name
      0.08  lead, person, respondent, invitee, requester
      0.05  intake, primary
      -0.08 account
      -0.1  alternate, service, envelope, call
      -0.2  business, partner, referral, subscription, workflow
      -0.25 vendor, affiliate, campaign
      -0.3  organization, company, law, office, location, team, buyer, workspace, department, court, branch, tracking
      -0.4  previous, copy
      -0.45 sender, admin, initiated, sales, by, owner, user, agent, staff, assigned, creator, attorney, manager,
            opposing, firm, emergency, insurance, witness
    `),
  },
} as const satisfies Record<string, Profile>;
