import type { Actor } from '../../src/platform/audit/audit.service.js';
import type { Gateway } from './app.js';

/** Who issues the tokens that tests call with. */
export const TESTER: Actor = { kind: 'system', id: null, name: 'test' };

/** As much of a gateway as a caller needs; it may run in another process. */
export type Reachable = Pick<Gateway, 'baseUrl' | 'serviceToken' | 'adminToken'>;

/** An answer with its body parsed, when there is one. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> };

type Call = {
  readonly method?: string;
  readonly token?: string;
  readonly json?: unknown;
  readonly raw?: string | Buffer;
  readonly headers?: Record<string, string>;
};

/** Calls the gateway over HTTP. */
export async function call(
  gateway: Pick<Gateway, 'baseUrl'>,
  path: string,
  { method, token, json, raw, headers }: Call = {},
): Promise<Answer> {
  const body = json === undefined ? raw : JSON.stringify(json);
  const response = await fetch(`${gateway.baseUrl}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: body as string }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

export function asService(gateway: Reachable, path: string, options: Call = {}): Promise<Answer> {
  return call(gateway, path, { ...options, token: gateway.serviceToken });
}

export function asAdmin(gateway: Reachable, path: string, options: Call = {}): Promise<Answer> {
  return call(gateway, path, { ...options, token: gateway.adminToken });
}
