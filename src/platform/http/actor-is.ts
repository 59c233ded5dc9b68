import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor } from '../audit/actor.js';

const actors = new WeakMap<IncomingMessage, Actor>();

/** A guard says who it let in. */
export function letIn(context: ExecutionContext, actor: Actor): void {
  actors.set(requestOf(context), actor);
}

/** A handler's parameter: who calls. @throws Error on a route without a guard that knows */
export const ActorIs = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const actor = actors.get(requestOf(context));
  if (!actor) throw new Error('Nobody said who calls this route');
  return actor;
});

function requestOf(context: ExecutionContext): IncomingMessage {
  return context.switchToHttp().getRequest<IncomingMessage>();
}
