import { load } from './load.js';
import { start } from './processes.js';

const WARM_SECONDS = 5;

/**
 * Loads the gateway and the two baselines in turn, and prints the medians of all rounds.
 * `target`: its name, its url, `nextBody()`, and `headersOf(body)` where it needs more than a content type.
 */
export async function compare({ target, databaseUrl, seconds, rounds }) {
  const beside = new URL('baseline.js', import.meta.url).pathname;
  const http = await start(beside, ['bare']);
  const insert = await start(beside, ['insert', databaseUrl]);
  const { name, url, nextBody, headersOf } = target;
  const targets = { 'bare node:http': http.url, 'bare + one INSERT': insert.url, [name]: url };
  const loaded = (to, forSeconds) => load({ url: to, bodyOf: nextBody, headersOf, seconds: forSeconds });
  for (const to of Object.values(targets)) await loaded(to, WARM_SECONDS);
  const results = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [each, to] of Object.entries(targets)) {
      results[each] = [...(results[each] ?? []), await loaded(to, seconds)];
    }
  }
  await http.stop();
  await insert.stop();
  report(results);
}

function report(results) {
  const median = (name, key) =>
    results[name].map((result) => result[key]).sort((one, other) => one - other)[Math.floor(results[name].length / 2)];
  console.log('variant              requests/s    p50 ms    p99 ms   × bare   × bare + INSERT   not 2xx');
  for (const name of Object.keys(results)) {
    const perSecond = median(name, 'perSecond');
    const against = (other) => (perSecond / median(other, 'perSecond')).toFixed(2);
    const wrong = results[name].reduce((sum, result) => sum + result.wrong, 0);
    const cells = [
      Math.round(perSecond),
      median(name, 'p50'),
      median(name, 'p99'),
      against('bare node:http'),
      against('bare + one INSERT'),
      wrong,
    ];
    const [rate, p50, p99, bare, single, failed] = cells.map(String);
    console.log(
      `${name.padEnd(20)} ${rate.padStart(10)} ${p50.padStart(9)} ${p99.padStart(9)} ${bare.padStart(8)} ${single.padStart(17)} ${failed.padStart(9)}`,
    );
  }
}
