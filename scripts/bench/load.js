import autocannon from 'autocannon';

export const CONNECTIONS = 32;
const JSON_BODY = { 'content-type': 'application/json' };

/**
 * Posts `bodyOf(n)` with a new n each time, and the headers that the body needs, over 32 connections, for some seconds or some number of requests.
 * @returns requests/s, latencies in ms, and how many answers were not 2xx
 */
export async function load({ url, bodyOf, headersOf = () => JSON_BODY, seconds, amount }) {
  let next = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    ...(amount ? { amount } : { duration: seconds }),
    requests: [
      {
        method: 'POST',
        setupRequest: (request) => {
          request.body = bodyOf(next);
          request.headers = headersOf(request.body);
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
