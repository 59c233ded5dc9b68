import { type Cidr, isRefusedAddress, literalAddress } from '../../kernel/network-address.js';

const HTTPS_PORTS = new Set(['', '443', '8443']);

/**
 * What is wrong with a URL for a partner's endpoint; null when it may be saved. `opened` are the private networks that
 * this installation may call. A host name is judged here by its scheme and port alone: the addresses behind it are
 * checked each time it is dialled.
 */
export function endpointUrlProblem(text: string, opened: readonly Cidr[]): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return 'must be an https URL such as https://partner.example/leads';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password; use auth';
  if (url.hash !== '') return 'must not hold a fragment';
  const address = literalAddress(url.hostname);
  return address === null ? problemOfName(url, opened) : problemOfAddress(url, address, opened);
}

/** A name may stand for an opened network, if there is one. */
function problemOfName(url: URL, opened: readonly Cidr[]): string | null {
  return opened.length > 0 ? null : problemOfPublic(url);
}

function problemOfAddress(url: URL, address: string, opened: readonly Cidr[]): string | null {
  if (isRefusedAddress(address, opened)) return 'points to an address that the gateway never calls';
  const isOpened = isRefusedAddress(address, []);
  return isOpened ? null : problemOfPublic(url);
}

function problemOfPublic({ protocol, port }: URL): string | null {
  if (protocol !== 'https:') return 'must use https';
  return HTTPS_PORTS.has(port) ? null : 'must use port 443 or 8443';
}
