// What the gateway is measured against: bare `node:http`, without and with one INSERT a request.
import { createServer } from 'node:http';
import pg from 'pg';

const [kind, url] = process.argv.slice(2);
const pool = kind === 'insert' ? new pg.Pool({ connectionString: url, max: 12 }) : null;
if (pool)
  await pool.query(
    'create table if not exists bench_insert (id bigint generated always as identity primary key, at timestamptz not null default now(), body jsonb not null)',
  );

pool?.on('error', () => {});

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const body = JSON.parse(text);
  if (pool) await pool.query('insert into bench_insert (body) values ($1)', [text]);
  const answer = JSON.stringify({ Status: 'success', Message: 'Status recorded.', LeadId: body.LeadId });
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(answer) });
  response.end(answer);
});

server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${server.address().port}` })),
);
process.on('SIGTERM', () => process.exit(0));
