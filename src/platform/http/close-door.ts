import type { Server } from 'node:http';
import type { FrontDoor } from './front-door.js';

const GRACE_MS = 5_000;

/**
 * Lets nobody new in. Requests under way finish and end their connection with the answer; what is still open after five
 * seconds is cut. The app's own shutdown waits for the rest.
 */
export function closeDoor(door: FrontDoor): void {
  const server: Server = door.getHttpServer();
  door.startClosing();
  server.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
}
