import { Injectable } from '@nestjs/common';
import type { Sent } from './adapters.service.js';
import type { CompiledAdapter } from './compiled-adapter.domain.js';
import { decodeBody } from './decode-body.js';
import { decodeStandard } from './decode-standard.js';
import { itemPathsIn, pathsIn } from './expression-paths.domain.js';
import { type ShapeEntry, shapeOf } from './shape.domain.js';
import { standardFieldOf } from './standard-format.domain.js';

export { refusedField } from './reading.domain.js';

/** Which field a path is read for; null: for none. */
export type FieldAt = (path: string) => string | null;

/** What bodies look like, without what they say. */
@Injectable()
export class ShapesService {
  readonly #fields = new WeakMap<CompiledAdapter, ReadonlyMap<string, string>>();

  /** As an adapter, or the standard format, sees it. @throws DomainError when it can't be decoded */
  async shapeOf(sent: Sent, adapter: CompiledAdapter | null): Promise<readonly ShapeEntry[]> {
    if (!adapter) return shapeOf(await decodeStandard(sent));
    return shapeOf((await decodeBody(adapter.document.decode, sent.body, sent.contentType)).tree);
  }

  fieldsIn(adapter: CompiledAdapter | null): FieldAt {
    if (!adapter) return standardFieldOf;
    const known = this.#fields.get(adapter) ?? fieldsByPath(adapter);
    this.#fields.set(adapter, known);
    return (path) => known.get(path) ?? null;
  }

  /** What one expression of an adapter reads. */
  pathsOf(expression: string, { decode: { forEach } }: CompiledAdapter['document']): readonly string[] {
    return forEach === undefined ? pathsIn(expression) : itemPathsIn(expression, forEach);
  }
}

/** Of a path that several fields are read from, the first counts. */
function fieldsByPath({ map, document }: CompiledAdapter): ReadonlyMap<string, string> {
  const { forEach } = document.decode;
  const fields = new Map<string, string>();
  for (const { field, expressions } of map) {
    const paths = expressions.flatMap(({ text }) =>
      forEach === undefined ? pathsIn(text) : itemPathsIn(text, forEach),
    );
    for (const path of paths) if (!fields.has(path)) fields.set(path, field);
  }
  return fields;
}
