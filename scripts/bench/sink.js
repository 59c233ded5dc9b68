// A partner that takes every lead at once and counts.
import { createServer } from 'node:http';

let taken = 0;
let first = 0;
let last = 0;

const server = createServer(async (request, response) => {
  for await (const _ of request);
  if (request.method === 'GET') {
    response.end(JSON.stringify({ taken, seconds: (last - first) / 1000 }));
    return;
  }
  last = performance.now();
  first ||= last;
  taken += 1;
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(`{"id":"P-${taken}"}`);
});

server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${server.address().port}` })),
);
process.on('SIGTERM', () => process.exit(0));
