import type { Profile } from './profile.domain.js';
import { weights, words } from './word-list.domain.js';

export const STATUS_PROFILES = {
  Status: {
    patterns: weights(`
      1     new status, current status, to status, lead status, case status, matter status, intake status,
            status name, status label, status text, status value, current stage
      0.98  status id, stage id
      0.97  client status, stage name, lead stage, deal stage, case stage, new stage, pipeline stage
      0.96  disposition
      0.95  status, status description
      0.93  stage
      0.92  deal status
      0.9   contact status
      0.82  conversion type, status type, disposition type, qualification, verdict, determination
      0.8   outcome, status code, new state, lead state, case state, state name, workflow state
      0.74  state
      0.7   decision, result
      0.5   progress, resolution, step, section name, quality, conversion
      0.55  webhook trigger type, webhook event type
      0.46  event type, event name, trigger type
      0.4   event
      0.35  new value, pipeline, bucket, review
      0.34  trigger, topic
      0.32  action
      0.3   to, list name, column name, team name, tag, queue, folder, label
      0.28  type, operation
      0.25  list, column
    `),
    vetoes: words(`
      type previous sub reason date time at by user count color category payment marital employment insurance email
      phone id uuid http delivery verification validation billing invoice sync address note comment remark message
      unsubscribe subscription immigration from sms deleted completion connectivity connection presence lifecycle
      archive job sync action next statute consent medical hipaa opt
    `),
    kinds: {
      status: 0.45,
      label: 0.45,
      coarse: -0.3,
      row: -1,
      person: -0.3,
      tort: -0.4,
      numeric: -0.15,
      firm: -0.4,
      id: -0.1,
    },
    alone: { status: 0.45 },
    excludes: ['email', 'url', 'date', 'uuid', 'phone', 'boolean', 'region'],
    context: weights(`
      0.1   current, new, after
      0.08  status, stage
      0.05  lead, case, matter, intake, deal, opportunity
      0.02  pipeline
      -0.05 request
      -0.1  call, form
      -0.15 log, history, document, submission, entry
      -0.2  account, file, task, webhook, product
      -0.25 organization, company, workflow
      -0.3  agent, assigned, subscription, location, office, firm, delivery, attorney, payment, billing, copy, job
      -0.35 owner, user, staff
      -0.4  address, from, phone, email, creator
      -0.5  previous
    `),
  },
  SubStatus: {
    foreign: 0.2,
    // Beside the status, that of something else is not a finer one.
    whole: words('status stage disposition outcome'),
    patterns: weights(`
      1     sub status, status reason, sub disposition, disposition reason
      0.97  lost reason, rejection reason, close reason, disqualification reason, decline reason,
            loss reason
      0.95  sub state, sub stage, status detail, stage reason
      0.93  stage detail
      0.9   sub result, outcome reason, disposition detail, outcome detail, decision reason, result detail, sub outcome
      0.86  reason
      0.85  reason code
      0.8   rejection code, rejection category, decline code, decline category, disqualification code,
            disqualification category, why rejection, why decline, why disqualification
      0.7   turndown, disqualification
      0.6   dq
      0.5   resolution
      0.46  status
      0.4   disposition, outcome, cause
      0.35  detail
      0.3   sub type, stage, sub category
    `),
    vetoes: words(`
      type category previous date time at by user count color payment id note comment phone email marital employment
      visit http from unsubscribe contact call number url dialer ended hangup disconnect
    `),
    kinds: {
      label: 0.4,
      status: 0.5,
      numeric: -0.7,
      person: -0.2,
      tort: -0.4,
      firm: -0.3,
      coarse: -0.2,
      row: -0.8,
      sentence: -0.1,
    },
    excludes: ['email', 'url', 'date', 'uuid', 'phone', 'boolean'],
    context: weights(`
      0.1   sub, reason
      0.05  status, disposition
      0.02  stage
      -0.1  call, form, request
      -0.15 document
      -0.2  account, file, task, webhook, product, notification, cancellation
      -0.25 organization, company, workflow
      -0.3  agent, assigned, subscription, location, office, firm, delivery, attorney, payment, billing
      -0.35 owner, user, staff
      -0.4  address, from, phone, email, creator
      -0.5  previous
    `),
  },
  Message: {
    patterns: weights(`
      1     status note, status comment, disposition note, change note
      0.95  remark, latest note, last note, note body, note text, note content, comment text, comment body,
            status message, public note
      0.93  note, comment
      0.9   additional comment, reason note
      0.75  message
      0.85  memo, explanation, message text, intake note, agent note
      0.8   case note, cancellation reason
      0.75  why, status modified, modified text, latest modified, case modified
      0.7   feedback, what occurred
      0.6   narrative, reason detail
      0.55  additional
      0.5   reason description
      0.45  additional info
      0.45  body
      0.4   status description, status detail
      0.35  detail
      0.3   text, description, reason
      0.25  summary, content
    `),
    vetoes: words(`
      id date time at by url type count subject email phone user previous name injury issue accident product
      status code sms template private voicemail error creator
    `),
    kinds: { sentence: 0.8, label: 0.1, numeric: -0.6, person: -0.3, id: -0.4, firm: -0.1, tort: -0.1 },
    excludes: ['email', 'url', 'date', 'uuid', 'phone', 'boolean', 'numeric'],
    context: weights(`
      0.1   note, comment
      0.05  status
      -0.02 event
      -0.05 form
      -0.1  question, attorney, call, webhook
      -0.2  document, file, task
      -0.3  product, email, address, creator, user, owner
      -0.4  previous
    `),
  },
} as const satisfies Record<string, Profile>;
