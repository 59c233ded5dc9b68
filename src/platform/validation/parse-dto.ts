import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { DomainError, type Issue } from '../../kernel/domain-error.js';

/** What class-validator found, one issue a broken rule, with dotted paths. Never repeats the offending value. */
export function issuesOf(errors: readonly ValidationError[], above = ''): Issue[] {
  return errors.flatMap((error) => {
    const path = above ? `${above}.${error.property}` : error.property;
    const here = Object.values(error.constraints ?? {}).map((message) => ({ path, message }));
    return [...here, ...issuesOf(error.children ?? [], path)];
  });
}

const MOST_ISSUES = 100;

/** The refusal for a body whose fields break their rules; names the first hundred. */
export function bodyInvalid(issues: Issue[]): DomainError {
  const named = issues.slice(0, MOST_ISSUES);
  return new DomainError('malformed', 'body_invalid', 'Some fields are wrong; see issues.', { issues: named });
}

/**
 * Turns loose data into an instance of `shape`, once, at the edge. Unknown members are dropped.
 * @throws DomainError `body_invalid` with an issue for each broken rule
 */
export function parseDto<Shape extends object>(shape: ClassConstructor<Shape>, data: unknown): Shape {
  const given = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
  const instance = plainToInstance(shape, given, { exposeDefaultValues: true });
  const issues = issuesOf(validateSync(instance, { whitelist: true, forbidUnknownValues: false }));
  if (issues.length > 0) throw bodyInvalid(issues);
  return instance;
}
