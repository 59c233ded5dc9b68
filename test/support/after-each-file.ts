import { stopAll } from './started.js';

const STOP_LIMIT_MS = 60_000;

// Jest runs this before a file's own afterAll hooks, so files remember() what they start rather than use one.
afterAll(stopAll, STOP_LIMIT_MS);
