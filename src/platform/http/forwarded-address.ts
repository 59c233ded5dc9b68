/**
 * Where a call came from: the nearest address, from ours outwards, that is no proxy of ours. As Express finds `request.ip`,
 * for requests that do not reach it.
 */
export function forwardedAddress(
  peer: string,
  forwardedFor: string | undefined,
  trusts: (address: string, hop: number) => boolean,
): string {
  const told = forwardedFor?.split(',').map((address) => address.trim()) ?? [];
  const outwards = [peer, ...told.filter((address) => address !== '').reverse()];
  return outwards.find((address, hop) => !trusts(address, hop)) ?? outwards.at(-1) ?? peer;
}
