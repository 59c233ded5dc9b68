/** What waits: a parked report, a refused webhook, or an id that was said of two leads. */
export const PARKED_KINDS = ['update', 'receipt', 'external_id'] as const;
export type ParkedKind = (typeof PARKED_KINDS)[number];

/** Things that wait for one and the same cause. `cause` is as it is kept; of a receipt, its media type. */
export type ParkedGroup = {
  readonly kind: ParkedKind;
  readonly partnerId: string;
  readonly environment: 'live' | 'sandbox';
  readonly reason: string;
  readonly cause: string | null;
};

/** What they have in common, as people read it. */
export type Common = { readonly kind: string; readonly value: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LONGEST = 1_000;

/** A group's id: what it is, written so that it fits into a path. */
export function groupId({ kind, partnerId, environment, reason, cause }: ParkedGroup): string {
  return Buffer.from(JSON.stringify([kind, partnerId, environment, reason, cause])).toString('base64url');
}

/** Null for a text that `groupId` never wrote. */
export function readGroupId(id: string): ParkedGroup | null {
  if (id.length > LONGEST) return null;
  const parts = parsed(Buffer.from(id, 'base64url').toString());
  if (!Array.isArray(parts) || parts.length !== 5) return null;
  const [kind, partnerId, environment, reason, cause] = parts as unknown[];
  if (!isKind(kind) || !isEnvironment(environment)) return null;
  if (!isText(partnerId) || !UUID.test(partnerId) || !isText(reason) || !(cause === null || isText(cause))) return null;
  return { kind, partnerId, environment, reason, cause };
}

/** Null for nothing in common. */
export function commonOf({ kind, cause }: Pick<ParkedGroup, 'kind' | 'cause'>): Common | null {
  if (cause === null) return null;
  if (kind === 'receipt') return { kind: 'media_type', value: cause };
  const at = cause.indexOf(':');
  return { kind: cause.slice(0, at), value: cause.slice(at + 1) };
}

/** A raw status as a status map has it. */
export function rawStatusOf(status: string, sub: string | null): string {
  return sub === null ? status : `${status} | ${sub}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isKind(value: unknown): value is ParkedKind {
  return PARKED_KINDS.some((kind) => kind === value);
}

function isEnvironment(value: unknown): value is ParkedGroup['environment'] {
  return value === 'live' || value === 'sandbox';
}

/** NUL cannot be stored, so nothing that is stored has it. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}
