import type { Tx } from '../../platform/database/transaction.js';
import type { NewNotification } from './notification.domain.js';

/**
 * A way to reach the user. A channel that leaves this system owes its message as a row here and performs it in a job of
 * its own, with the notification's id as the key of the "once".
 */
export abstract class Channel {
  abstract readonly name: string;

  /** Takes the notifications over, in the transaction that makes them true: rows only, since it may run again. */
  abstract send(tx: Tx, notifications: readonly NewNotification[]): Promise<void>;
}

/** Every channel that is switched on; each gets every notification. */
export abstract class Channels {
  abstract readonly all: readonly Channel[];
}
