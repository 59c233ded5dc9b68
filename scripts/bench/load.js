import autocannon from 'autocannon';

export const CONNECTIONS = 32;

/**
 * Posts `bodyOf(n)` with a new n each time over 32 connections, for some seconds or some number of requests.
 * @returns requests/s, latencies in ms, and how many answers were not 2xx
 */
export async function load({ url, bodyOf, seconds, amount }) {
  let next = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    ...(amount ? { amount } : { duration: seconds }),
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => {
          request.body = bodyOf(next);
          next += 1;
          return request;
        },
      },
    ],
  });
  const { requests, latency, non2xx, errors } = result;
  return {
    perSecond: requests.total / result.duration,
    p50: latency.p50,
    p99: latency.p99,
    wrong: non2xx + errors,
    total: requests.total,
  };
}
