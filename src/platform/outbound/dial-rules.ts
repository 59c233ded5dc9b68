import { type Cidr, isRefusedAddress } from '../../kernel/network-address.js';

/** Where a connection would go: `port` is empty for the scheme's own. */
export type Target = { readonly protocol: string; readonly port: string };

const HTTPS_PORTS = new Set(['', '443', '8443']);

/**
 * Whether this address may be dialled for an endpoint. What is not the public internet only if `opened` holds it, and
 * then by any scheme and port; everything else by https on 443 or 8443.
 */
export function mayDial(address: string, { protocol, port }: Target, opened: readonly Cidr[]): boolean {
  if (isRefusedAddress(address, opened)) return false;
  const isPrivate = isRefusedAddress(address, []);
  return isPrivate || (protocol === 'https:' && HTTPS_PORTS.has(port));
}
