import { words } from './word-list.domain.js';

/** Words that statuses of leads and cases are made of, in any system. */
const STATUS_WORDS = words(`
  new open opened working contacted contact attempted attempt reached unreachable voicemail left scheduled appointment set
  qualified unqualified disqualified dq qualifying review reviewing reviewed screening screened intake started progress
  docs documents records requested received awaiting pending complete completed incomplete retainer agreement contract
  sent signed unsigned signature esign retained retain hired hire engaged rejected reject declined decline denied accepted
  accept approved approve submitted referred transferred converted convert lost won closed close dead cold hot warm
  nurture nurturing duplicate dupe filed litigation settlement settled offered negotiation paid disbursed withdrawn
  withdrew turned down not interested eligible opted out unresponsive responsive response archived inactive active hold
  cancelled canceled cancel resolved done finished assigned unassigned investigation investigating evaluation evaluating
  under in out no answer do call callback follow up show showed confirmed rescheduled invited viewed delivered opened
  expired voided executed countersigned finalized returned reopened junk invalid bad wrong number spam returned
  medical hipaa packet kit mailed outstanding ready prelitigation presuit pre demand discovery mediation trial
  dismissed resolved terminated dropped drop co-counsel cocounsel lead case matter client signup sign initial
  prospect opportunity proposal discovery onboarding active verified verification conflict check failed passed
  firmado contratado rechazado aceptado nuevo cerrado abierto pendiente contactado calificado enviado ganado perdido
  unterschrieben abgelehnt angenommen offen geschlossen neu kontaktiert qualifiziert beauftragt mandatiert erledigt
  signe accepte refuse nouveau ouvert ferme envoye assinado aceito recusado fechado aberto novo getekend afgewezen
  e signatures docusign attorney attorneys firm represented already qualify qualifies met meet criteria injury use
  proof diagnosis statute expired conflict unable locate disconnected elsewhere letter packet decided proceed chose
  solved booked rescheduled canceled noshow rejection stalled paused suspended scored
  lawsuit suit complaint served treating treatment prelit lit arbitration deposition appeal verdict judgment lien liens
  consult consultation evaluated ordered obtained missing needed reschedule chasing limitations paperwork onboarded
  matched unmatched booked attended cleared compensated awarded payment closing enrolled submitted
  successful unsuccessful success fail failure engaged retaining undecided deciding considering
`);

/** Words of statuses that say only whether something is over; the finer word beside them is the status. */
const COARSE = words(`open closed active inactive new won pending enabled disabled complete completed current success
  live draft published submitted resolved`);

/** States of rows, posts and calls, which have nothing to say of a case. */
const ROW_STATES =
  words(`active inactive enabled disabled publish published draft live read unread spam trash trashed deleted
  subscribed unsubscribed ok success succeeded error processed finished done ended hangup ringing queued delivered undelivered bounced`);

/** What mass torts and injury cases are called by. */
const CASE_WORDS = words(`
  roundup weedkiller glyphosate paraquat talc talcum powder depo provera depo-provera hernia mesh afff pfas firefighting foam camp lejeune
  zantac ranitidine hair relaxer straightener cpap philips bard powerport port earplug 3m juul vaping social media
  addiction upf ultra processed baby formula nec ozempic glp glp1 wegovy mounjaro paragard iud essure xarelto pradaxa
  elmiron belviq valsartan hip knee implant transvaginal pelvic asbestos mesothelioma opioid uber lyft rideshare sexual
  assault abuse clergy boy scouts tylenol autism acetaminophen exactech suboxone dupixent oxbryta singulair mva auto
  accident motor vehicle car truck motorcycle personal injury slip fall premises liability workers comp compensation
  medical malpractice wrongful death dog bite nursing home birth product defect employment ssd disability bankruptcy
  immigration family divorce criminal dui estate probate class action data breach toxic exposure ethylene oxide
  eto silicosis chemical bair hugger stryker invokana risperdal taxotere zofran onewheel chowchilla juvenile detention
  cancer ovarian lymphoma meningioma
  wage hour lemon video game gaming oil spill wildfire water contamination benzene nitrosamine ivc filter
`);

const FIRM_WORD =
  /\b(law|legal|llp|llc|pllc|p\.?c\.?|p\.?a\.?|attorneys?|lawyers?|associates|solicitors|advocates|abogados|advogados|avocats|rechtsanwälte|kanzlei|bufete|counsel|partners|injury)\b|&/i;
const FIRM_SURE =
  /\b(law|llp|pllc|attorneys?|lawyers?|solicitors|abogados|advogados|avocats|rechtsanwälte|kanzlei|bufete|legal)\b/i;

/** How leads come in, which says nothing of what a campaign is about. */
const CHANNELS = words('inbound outbound intake intakes campaign queue');

export type Share = { readonly status: number; readonly tort: number };

/** Which part of a text's words are status words, and which are words of cases. 0 to 1. */
export function shareOf(text: string): Share {
  const parts = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((part) => part !== '');
  if (parts.length === 0) return { status: 0, tort: 0 };
  const share = (set: ReadonlySet<string>, of: readonly string[]): number =>
    of.filter((part) => set.has(part)).length / Math.max(1, of.length);
  // A single word is less: `new` and `open` are many things.
  const [only] = parts.length === 1 ? parts : [];
  const certainty = only === undefined || CERTAIN.has(only) ? 1 : NOUNS.has(only) ? 0 : 0.8;
  return {
    status: share(STATUS_WORDS, parts) * certainty,
    tort: share(
      CASE_WORDS,
      parts.filter((part) => !CHANNELS.has(part)),
    ),
  };
}

/** Words of statuses that by themselves say what something is. */
const NOUNS = words('lead leads case cases matter client prospect opportunity agreement contract letter injury use');

/** Statuses of one word that are hardly anything else. */
const CERTAIN = words(`signed retained hired engaged rejected declined denied accepted contacted converted disqualified
  unqualified qualified dq duplicate dupe settled filed referred transferred withdrawn unresponsive nurture`);

const REGIONS = new Set(
  (
    'alabama,alaska,arizona,arkansas,california,colorado,connecticut,delaware,district of columbia,florida,georgia,' +
    'hawaii,idaho,illinois,indiana,iowa,kansas,kentucky,louisiana,maine,maryland,massachusetts,michigan,minnesota,' +
    'mississippi,missouri,montana,nebraska,nevada,new hampshire,new jersey,new mexico,new york,north carolina,' +
    'north dakota,ohio,oklahoma,oregon,pennsylvania,puerto rico,rhode island,south carolina,south dakota,tennessee,' +
    'texas,utah,vermont,virginia,washington,west virginia,wisconsin,wyoming'
  ).split(','),
);

const REGION_CODES = words(`AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ
  NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY`);

export function isRegion(text: string): boolean {
  return REGION_CODES.has(text.replace(/^US-/, '')) || REGIONS.has(text.toLowerCase());
}

export function isRowState(text: string): boolean {
  return ROW_STATES.has(text.trim().toLowerCase());
}

export function isCoarse(text: string): boolean {
  return COARSE.has(text.trim().toLowerCase());
}

/** 1: certainly a firm's name by its words, which are written with capitals; 0.5: possibly, 0: nothing says so. */
export function firmLikeness(text: string): number {
  const parts = text.trim().split(/\s+/);
  // `Attorney` is what somebody is, `LEGAL` a department.
  if (parts.length === 1) return 0;
  if (parts.filter((part) => /^[^\p{Ll}]/u.test(part)).length * 2 <= parts.length) return 0;
  if (FIRM_SURE.test(text)) return 1;
  return FIRM_WORD.test(text) ? 0.5 : 0;
}
