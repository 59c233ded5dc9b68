import { type Cidr, isRefusedAddress, literalAddress } from '../../kernel/network-address.js';

/** `URL` leaves out the scheme's own. */
const PORTS = new Set(['', '8443']);

/**
 * What is wrong with the address of a provider's API; null when it may be saved. `opened` are the private networks that
 * this installation may call: a self-hosted PayRam may stand in one. The addresses behind a name are checked when it is
 * dialled.
 */
export function providerUrlProblem(text: string, opened: readonly Cidr[]): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return 'must be an https URL such as https://payram.example:8443';
  const beside = url.username + url.password + url.search + url.hash;
  if (beside !== '') return 'must not hold a user name, a password, a query or a fragment';
  const isOpened = mayBeOpened(url.hostname, opened);
  if (isOpened === null) return 'points to an address that the gateway never calls';
  if (isOpened) return null;
  if (url.protocol !== 'https:') return 'must use https';
  return PORTS.has(url.port) ? null : 'must use port 443 or 8443';
}

/** Whether the host stands in an opened network; of a name that may be so if there is one. Null: it is never called. */
function mayBeOpened(host: string, opened: readonly Cidr[]): boolean | null {
  const address = literalAddress(host);
  if (address === null) return opened.length > 0;
  return isRefusedAddress(address, opened) ? null : isRefusedAddress(address, []);
}
