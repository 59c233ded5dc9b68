type Stop = () => Promise<unknown> | unknown;

const started: Stop[] = [];

/** Has `stop` called after the last test of this file, failed or not; what was started last is stopped first. */
export function remember(stop: Stop): void {
  started.push(stop);
}

/** Stops everything, even when some of it fails to. @throws AggregateError of what failed */
export async function stopAll(): Promise<void> {
  const failures: unknown[] = [];
  for (let stop = started.pop(); stop; stop = started.pop()) {
    try {
      await stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Something that a test started could not be stopped.');
}
