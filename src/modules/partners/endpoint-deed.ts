import { isDeepStrictEqual } from 'node:util';
import type { EndpointAuth, EndpointSettings } from './endpoint.domain.js';
import type { Environment } from './partner.domain.js';

type Settings = EndpointSettings & { readonly auth: EndpointAuth };

/** A save as the audit tells it. */
type EndpointDeed = {
  readonly environment: Environment;
  /** Where leads go from now on, and where they went: without queries, which may hold a secret. */
  readonly url: string;
  readonly was: string | null;
  readonly authType: EndpointAuth['type'];
  /** The members that differ, `auth` among them; null: there was no endpoint. */
  readonly changed: readonly string[] | null;
};

/** What the audit says of a save; `before` is null for the first. */
export function endpointDeed(before: Settings | null, given: Settings, environment: Environment): EndpointDeed {
  const known = new Map<string, unknown>(Object.entries(before ?? {}));
  const differing = Object.entries(given).filter(
    ([name, value]) => !isDeepStrictEqual(plain(known.get(name)), plain(value)),
  );
  const changed = before && differing.map(([name]) => name).sort();
  const was = before && withoutQuery(before.url);
  return { environment, url: withoutQuery(given.url), was, authType: given.auth.type, changed };
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** As JSON has it, whatever class it came in. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
