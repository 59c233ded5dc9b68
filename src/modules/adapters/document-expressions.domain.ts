import { DomainError, type Issue } from '../../kernel/domain-error.js';
import { compileExpression, type Expression } from './expression.domain.js';

/** Compiles the expressions of one document and collects what is wrong with them. */
export class DocumentExpressions {
  readonly issues: Issue[] = [];
  #count = 0;

  constructor(private readonly most: number) {}

  all(path: string, texts: readonly string[]): Expression[] {
    return texts.map((text, at) => this.at(`${path}[${at}]`, text));
  }

  at(path: string, text: string): Expression {
    this.#count += 1;
    if (this.#count === this.most + 1) {
      this.issues.push({ path, message: `An adapter has at most ${this.most} expressions.` });
    }
    const compiled = compileExpression(text);
    if (compiled.ok) return compiled.expression;
    this.issues.push({ path, message: `At character ${compiled.position + 1}: ${compiled.reason}.` });
    return { text, read: () => null };
  }
}

/** @returns DomainError `adapter_invalid` */
export function adapterInvalid(issues: readonly Issue[]): DomainError {
  return new DomainError('rejected', 'adapter_invalid', 'The adapter is not taken; see issues.', { issues });
}
