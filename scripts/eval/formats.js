import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../eval/formats', import.meta.url));
const BOUNDARY = 'evaluation-boundary';

/** The labelled formats of one set (`given`, `development`, `held-out`), in the order of their names. */
export function formatsOf(set) {
  const directory = join(ROOT, set);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name: name.slice(0, -5), ...JSON.parse(readFileSync(join(directory, name), 'utf8')) }));
}

/** The format's payloads as the requests that carry them: the labelled one, and up to two about other people. */
export function samplesOf({ contentType, payload, more = [] }, most) {
  return [payload, ...more].slice(0, most).map((one) => sampleOf(contentType, one));
}

function sampleOf(contentType, payload) {
  if (!contentType.startsWith('multipart/')) {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return { contentType, body: Buffer.from(text) };
  }
  if (typeof payload === 'string') return { contentType, body: Buffer.from(payload) };
  const parts = Object.entries(payload).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
  });
  const type = `multipart/form-data; boundary=${BOUNDARY}`;
  return { contentType: type, body: Buffer.from(`${parts.join('')}--${BOUNDARY}--\r\n`) };
}
