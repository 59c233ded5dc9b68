import type pg from 'pg';
import type { EntityManager } from 'typeorm';

/** An open transaction. Repositories take it first; nobody queries beside it. */
export type Tx = EntityManager;

const connections = new WeakMap<Tx, pg.PoolClient>();

/** Remembers the connection that a transaction was begun on. */
export function openedOn(tx: Tx, client: pg.PoolClient): void {
  connections.set(tx, client);
}

/** The connection of an open transaction, for statements that go past TypeORM. */
export function connectionOf(tx: Tx): pg.PoolClient {
  const client = connections.get(tx);
  if (!client) throw new Error('This is not a transaction that Transaction opened');
  return client;
}
