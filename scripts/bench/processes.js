import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const started = new Set();

/** Starts a script of ours and waits for its line that says it listens. @returns {Promise<{url: string, pid: number, stop: () => Promise<void>}>} */
export async function start(script, args = [], env = {}) {
  const child = spawn(process.execPath, ['--max-semi-space-size=32', script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.add(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('listening')) resolve(JSON.parse(line).url);
    });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    started.delete(child);
  };
  return { url, pid: child.pid, stop };
}

process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL');
});

/** Resident memory of a process in MiB, or null where there is no /proc. */
export function rssOf(pid) {
  try {
    const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kib ? Math.round(Number(kib) / 1024) : null;
  } catch {
    return null;
  }
}
