import { stopAll } from './started.js';

// Registered before any file's own hooks, so it runs after them.
afterAll(stopAll, 60_000);
