/** Where transactions may be looked up. A provider's text becomes a link for these alone. */
const EXPLORERS = new Set([
  ...['tronscan.org', 'etherscan.io', 'bscscan.com', 'solscan.io', 'tonviewer.com', 'tonscan.org', 'blockchair.com'],
  ...['polygonscan.com', 'basescan.org', 'mempool.space', 'blockstream.info', 'litecoinspace.org'],
]);

/** The text as a link, when it is a page of a known explorer; null for anything else, scripts above all. */
export function explorerLink(text: string | undefined): string | null {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:' || url.username !== '' || url.port !== '') return null;
  return EXPLORERS.has(url.hostname.replace(/^www\./, '')) ? url.href : null;
}
