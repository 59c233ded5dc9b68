// Runs before each file of the project `e2e-redis`: the same promises, with the queues in Redis.
process.env['GATEWAY_QUEUE'] = 'redis';
