/** Where queues may live, by name; `redisUrl` is undefined for PostgreSQL. */
export type QueueLeg = { readonly name: string; readonly redisUrl: string | undefined };

const { TEST_REDIS_URL } = process.env;

export const hasRedis = TEST_REDIS_URL !== undefined;
if (!hasRedis)
  process.stderr.write('REDIS LEG LEFT OUT: TEST_REDIS_URL is not set; npm test starts a Redis by itself\n');

/** One suite runs on both. Each file takes a Redis database of its own, so that files may run side by side. */
export function queueLegs(redisDatabase: number): QueueLeg[] {
  const legs: QueueLeg[] = [{ name: 'PostgreSQL', redisUrl: undefined }];
  return hasRedis ? [...legs, { name: 'Redis', redisUrl: `${TEST_REDIS_URL}/${redisDatabase}` }] : legs;
}
