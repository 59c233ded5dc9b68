import type { Profile } from './profile.domain.js';
import { weights, words } from './word-list.domain.js';

export const CASE_PROFILES = {
  CaseCode: {
    patterns: weights(`
      1.05  case type code
      1.02  case code, tort code
      1     tort, mass tort, tort name
      0.98  tort type
      0.97  case type, matter type
      0.95  litigation
      0.92  claim type
      0.9   campaign code, case category
      0.95  practice area
      0.85  campaign name, area law
      0.82  campaign
      0.8   project type, matter category
      0.76  pipeline name
      0.75  practice, intake type
      0.72  vertical
      0.7   legal issue
      0.62  issue type
      0.6   pipeline, offer name, lead type, legal matter
      0.58  product name
      0.56  project name
      0.55  case name, product, offer, injury type
      0.5   program, service type, interest, case, drug, claim name, legal service, case template
      0.45  project
      0.4   service, deal type, opportunity type, case description, record type, docket
      0.35  category, matter, form name, form title, board name
      0.3   intake form, device, brand, department, list name, matter name, team name
      0.2   tag, type, subject, source detail
      0.15  title
      0.1   record name, contact type
    `),
    vetoes: words(`
      id date time at by status stage number owner user url email phone previous event source medium note summary
      amount count utm file manager object content address entity payment ad reason disposition firm first last full
      mime change action trigger webhook client attorney office severity key ref diagnosis symptom
    `),
    alone: { tort: 0.55 },
    kinds: {
      tort: 0.8,
      caseCode: 0.8,
      label: 0.25,
      status: -0.4,
      person: -0.25,
      numeric: -0.5,
      sentence: -0.15,
      firm: -0.2,
      id: -0.1,
      coarse: -0.3,
    },
    excludes: ['email', 'url', 'date', 'uuid', 'phone', 'boolean', 'numeric'],
    context: weights(`
      0.1   tort
      0.06  case, matter
      0.05  campaign
      0.03  lead
      -0.05 contact
      -0.15 event
      -0.2  workflow, source
      -0.1  status
      -0.3  address, file, document, note, attorney, stage
      -0.4  owner, user, previous, phone, email
    `),
  },
  LawFirm: {
    patterns: weights(`
      1     law firm, law firm name, handling firm
      0.98  assigned firm
      0.96  firm name
      0.92  firm
      0.9   law office, attorney firm, legal firm, partner firm, co firm
      0.7   referral firm
      0.6   co attorney, law practice
      0.45  buyer name
      0.42  office name, company name, organization name, business name
      0.4   location name, buyer, law, partner name
      0.38  organization, account name
      0.35  office, company, partner
      0.3   tenant name, workspace name, branch, destination name, brand name
      0.28  account
      0.25  location, destination, team name
      0.2   attorney, attorney name, vendor, tenant, workspace, client company, team
      0.15  site
      0.1   client name, sender
    `),
    vetoes: words(`
      attorney contact client caller manager claimant id date time at by status number phone email url user owner
      type address city previous opposing first last file code note fax employer insurance role ref key uuid
    `),
    alone: { firm: 0.55 },
    kinds: { firm: 1, label: 0.1, person: -0.1, status: -0.2, tort: -0.2, numeric: -0.6, sentence: -0.1, id: -0.3 },
    excludes: ['email', 'url', 'date', 'uuid', 'phone', 'boolean', 'numeric'],
    context: weights(`
      0.1   firm, law
      0.05  attorney
      -0.1  contact, client, person
      -0.2  owner, user
      -0.3  address, note
      -0.4  previous, employer, insurance
      -0.5  opposing
    `),
  },
} as const satisfies Record<string, Profile>;
