import type { PipeTransform } from '@nestjs/common';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { Issue } from '../../kernel/domain-error.js';
import { bodyInvalid, issuesOf } from '../../platform/validation/parse-dto.js';

const MOST_ITEMS = 500;

/** A body that is a list: each item becomes an instance of `shape`, with unknown members refused. Paths start with the item's place. */
export class ListOf<Shape extends object> implements PipeTransform<unknown, Shape[]> {
  constructor(private readonly shape: ClassConstructor<Shape>) {}

  /** @throws DomainError `body_invalid` */
  transform(body: unknown): Shape[] {
    if (!Array.isArray(body) || body.length > MOST_ITEMS)
      throw bodyInvalid([{ path: '', message: `Send a list of at most ${MOST_ITEMS} items.` }]);
    const read = body.map((item: unknown, at) => this.#read(item, String(at)));
    const issues = read.flatMap((one) => one.issues);
    if (issues.length > 0) throw bodyInvalid(issues);
    return read.flatMap(({ item }) => (item ? [item] : []));
  }

  #read(given: unknown, path: string): { item: Shape | null; issues: Issue[] } {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      return { item: null, issues: [{ path, message: `${path} must be an object` }] };
    }
    const item = plainToInstance(this.shape, given, { exposeDefaultValues: true });
    const errors = validateSync(item, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false });
    return { item, issues: issuesOf(errors, path) };
  }
}
