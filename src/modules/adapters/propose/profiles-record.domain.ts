import type { Profile } from './profile.domain.js';
import { weights, words } from './word-list.domain.js';

export const RECORD_PROFILES = {
  LeadId: {
    patterns: weights(`
      1     payme, payme lead, payme id
      0.88  lead ref
      0.8   ref, external lead id, partner lead id, source lead id, vendor lead id
      0.75  external id, third party id, third party lead, external ref, your ref, partner ref, vendor lead, partner lead,
            affiliate lead, source lead
      0.7   referral id, lead uuid, external key, vendor ref, referral ref
      0.65  source id, affiliate lead, source ref
      0.62  lead id
      0.6   client ref, sub id, tracking id, partner key
      0.5   partner id, vendor id, lead token, external
      0.45  click
      0.4   custom id, universal
      0.3   custom, sub
    `),
    vetoes: words(`
      event webhook form user owner account organization company workflow pipeline stage template subscription
      session request delivery correlation message trace conversion anonymous trigger referrer
    `),
    alone: { uuid: 0.45 },
    kinds: { uuid: 1 },
    needs: { uuid: 0.5 },
    excludes: ['url', 'date', 'phone', 'email'],
    context: weights(`
      0.3   payme
      0.1   hidden
      0.08  external, custom
      0.05  partner, field
      -0.2  event
      -0.3  webhook, subscription, previous
      -0.4  user, owner, workflow
    `),
  },
  ExternalLeadId: {
    patterns: weights(`
      1.1   buyer lead id, buyer lead number, buyer lead ref
      1     lead id
      0.97  case id
      0.96  intake id, matter id
      0.93  deal id
      0.92  claim id, opportunity id
      0.9   record id, matter uuid, case uuid, deal uuid, intake uuid
      0.88  submission id, entry id, ticket id
      0.86  lead number, case number, matter number, file number, claim number, intake number, case ref, matter ref,
            claim ref, file ref, intake ref
      0.85  response id, application id, pipeline item id
      0.82  project id
      0.8   firm ref, firm case, firm file, firm matter, issue id, deal ref, issue key, application number,
            submission uuid, lead uuid
      0.75  signature request id, file id, object id, item id, card id, envelope id, entry number, ticket number,
            record number, lead key, intake key, matter key, deal key
      0.72  referral id, row id
      0.71  order id
      0.7   contact id, claimant id, plaintiff id, internal id, lead code, case key, referral number, project number, contact uuid
      0.69  person id, client id, customer id, applicant id
      0.68  id
      0.65  document id, call id, conversation id
      0.6   invitee id, booking id, submission token, matter code
      0.55  task id, business key, transaction id
      0.5   ref, lead ref, uuid, case file, unique id
      0.45  number, submission, referral, ticket, case, matter, claim, file, intake
      0.4   answer id, key, token, record, sid, document number, system id, docket number
      0.35  session id, entry, contact number
      0.3   display id, lead
      0.25  case code, external id
      0.2   code
    `),
    vetoes: words(`
      first last middle mobile why note reason event webhook delivery request log notification user owner agent staff
      assigned account organization company tenant app subscription form pipeline stage status state location
      workflow campaign field type source template action list tag office firm team workspace board column property
      parent site rule trigger automation page ad adset click visitor session change activity history product
      currency country city address zip batch creator modified created attorney device question vendor buyer
      affiliate ip version message attempt correlation admin manager sender practice department vertical offer
      service previous phone email fax by comment option answer schema api program category opposing table base
      method operation language severity score amount branch disposition brand sub initiated payme external
      third conversion trace anonymous signature referrer
    `),
    foreign: 1,
    kinds: { id: 1, uuid: 0.95, date: -0.3, phone: -0.6, happening: -1 },
    needs: { id: 0.3 },
    excludes: ['email', 'url', 'boolean'],
    context: weights(`
      -0.05 metadata
      -0.1  meta, file, field
      -0.2  form, webhook, document
      -0.3  account, organization, company, firm, office, location, team, law, workflow, note, activity, history,
            buyer, vendor, question, disposition, address, workspace
      -0.4  owner, user, agent, staff, assigned, creator, attorney, manager, admin, previous, by
    `),
  },
  EventId: {
    patterns: weights(`
      1     event id, event uuid
      0.95  delivery id, idempotency key
      0.9   message id, request id, notification id
      0.85  webhook id
      0.8   event key
      0.7   log id, change id
      0.6   activity id
      0.5   attempt id
    `),
    vetoes: words(`
      user owner type account subscription number count form name payme lead contact case matter deal
    `),
    kinds: { id: 1, uuid: 1 },
    needs: { id: 0.3 },
    excludes: ['email', 'url', 'date', 'boolean'],
    context: weights(`
      -0.4  owner, user, previous
    `),
  },
  EventTime: {
    patterns: weights(`
      1     status change date, status modified
      0.98  occurred at
      0.95  status time, status date, event time, occurred
      0.9   event date, stage change
      0.85  modified at, modified date, modified time, change at, change date, change time
      0.8   time, last change
      0.75  modified, trigger at, submission at, submission date, submitted, event created
      0.6   date, sent at
      0.5   at, completed, received at
      0.4   created at
      0.35  created
    `),
    vetoes: words(`
      birth due injury zone previous first next start end diagnosis accident expected close follow by user
      call issue booking landed day
    `),
    kinds: { date: 1 },
    needs: { date: 0.6 },
    excludes: ['email', 'url', 'uuid', 'boolean'],
    context: weights(`
      -0.2  note
      -0.3  user, owner, document, file
      -0.4  previous, birth
    `),
  },
} as const satisfies Record<string, Profile>;
