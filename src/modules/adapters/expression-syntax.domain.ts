import { compile, tokenize } from '@jmespath-community/jmespath';
import { FUNCTIONS } from './expression-functions.domain.js';
import { childrenOf, type Node, sizeOf } from './expression-tree.domain.js';

/** Why an expression is not taken, and at which character (from 0) of it. */
export type Refusal = { readonly reason: string; readonly position: number };
type Parsed = { readonly node: Node } | { readonly refusal: Refusal };
type Call = Extract<Node, { type: 'Function' }>;
type Token = ReturnType<typeof tokenize>[number];

const LONGEST = 300;
const MOST_NODES = 60;
const DEEPEST = 16;

const QUOTED = /'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"/gs;
const STRANGE = /[^\w\s()*,.:@\]{}+%?\u2212×÷!<>=&|/$[-]/;
/** What the parser says when a text ends too early: it went on, had there been more. */
const TOO_SHORT = /EOF|undefined/;

const NO_ARITHMETIC = 'arithmetic is not taken; a name with a hyphen goes in double quotes: "lead-status"';
const NO_TOKENS: Readonly<Record<string, string>> = {
  Root: '$ is not taken; start from a member of the body',
  Variable: 'variables are not taken',
  Assign: 'variables are not taken; compare with ==',
  Lbrace: 'objects in braces are not taken; give each field its own expression',
  Plus: NO_ARITHMETIC,
  Minus: NO_ARITHMETIC,
  Multiply: NO_ARITHMETIC,
  Divide: NO_ARITHMETIC,
  Modulo: NO_ARITHMETIC,
  Div: NO_ARITHMETIC,
};

/**
 * Reads the text of an expression with the library's parser, within limits that the library has not. The bounds on
 * length and brackets are checked first: the parser recurses.
 */
export function parseExpression(text: string): Parsed {
  const bare = text.replace(QUOTED, (quoted) => '_'.repeat(quoted.length));
  const refusal = refusalOfText(text, bare);
  if (refusal) return { refusal };
  const tokens = tokensOf(text);
  if (!tokens) return { refusal: { reason: 'a quoted name or literal is not valid JSON', position: badQuote(text) } };
  const token = refusalOfTokens(tokens);
  if (token) return { refusal: token };
  const node = nodeOf(text);
  if (node instanceof Error) return { refusal: refusalOfParser(text, tokens) };
  const tree = refusalOfTree(node, tokens);
  return tree ? { refusal: tree } : { node };
}

function refusalOfText(text: string, bare: string): Refusal | undefined {
  if (text.trim() === '') return { reason: 'is empty', position: 0 };
  if (text.length > LONGEST) return { reason: `is longer than ${LONGEST} characters`, position: LONGEST };
  const open = bare.search(/['"`]/);
  if (open !== -1) return { reason: 'a quotation mark is not closed', position: open };
  const strange = bare.search(STRANGE);
  if (strange !== -1)
    return { reason: 'a character has no meaning here; names with it go in double quotes', position: strange };
  const deep = tooDeepAt(bare);
  return deep === -1 ? undefined : { reason: `brackets are nested more than ${DEEPEST} deep`, position: deep };
}

function tooDeepAt(bare: string): number {
  let depth = 0;
  for (let at = 0; at < bare.length; at += 1) {
    const letter = bare.charAt(at);
    if ('([{'.includes(letter)) depth += 1;
    if (')]}'.includes(letter)) depth -= 1;
    if (depth > DEEPEST) return at;
  }
  return -1;
}

function tokensOf(text: string): readonly Token[] | undefined {
  try {
    return tokenize(text);
  } catch {
    return undefined;
  }
}

function badQuote(text: string): number {
  const quotes = Array.from(text.matchAll(QUOTED));
  return quotes.find(([quoted]) => !tokensOf(quoted))?.index ?? 0;
}

function refusalOfTokens(tokens: readonly Token[]): Refusal | undefined {
  for (const [at, token] of tokens.entries()) {
    const reason = NO_TOKENS[token.type] ?? unknownFunction(token, tokens[at + 1]);
    if (reason) return { reason, position: token.start };
  }
  return undefined;
}

function unknownFunction(token: Token, next: Token | undefined): string | undefined {
  const name = String(token.value);
  if (token.type !== 'UnquotedIdentifier' || next?.type !== 'Lparen') return undefined;
  if (name === 'sort_by' || FUNCTIONS.has(name)) return undefined;
  return `there is no function ${name}(); there are ${[...FUNCTIONS.keys(), 'sort_by'].sort().join(', ')}`;
}

function nodeOf(text: string): Node | Error {
  try {
    return compile(text);
  } catch (error) {
    return error instanceof Error ? error : new Error('Not an expression');
  }
}

/** The parser reads from left to right but does not say where it stopped: at the end of the first beginning that no more text can save. */
function refusalOfParser(text: string, tokens: readonly Token[]): Refusal {
  for (const [at, token] of tokens.entries()) {
    const beginning = nodeOf(text.slice(0, tokens[at + 1]?.start ?? text.length));
    if (beginning instanceof Error && !TOO_SHORT.test(beginning.message)) {
      return { reason: misplaced(token), position: token.start };
    }
  }
  return { reason: 'ends too early', position: text.length };
}

function misplaced(token: Token): string {
  if (token.type === 'Number') return 'a number goes in back quotes: `5`; a name with a hyphen in double quotes';
  return 'something is missing before this, or it does not belong here';
}

/** What only the tree shows. Its nodes have no position; that of the first such token is given. */
function refusalOfTree(node: Node, tokens: readonly Token[]): Refusal | undefined {
  if (sizeOf(node) > MOST_NODES) return { reason: `has more than ${MOST_NODES} parts`, position: 0 };
  const found = badNode(node, false);
  if (!found) return undefined;
  const [reason, type, value] = found;
  const token = tokens.find((one) => one.type === type && (value === undefined || one.value === value));
  return { reason, position: token?.start ?? 0 };
}

type BadNode = readonly [reason: string, token: string, value?: string | number];

function badNode(node: Node, piped: boolean): BadNode | undefined {
  const own = badAlone(node, piped);
  if (own) return own;
  for (const child of node.type === 'Function' ? argumentsOf(node) : childrenOf(node)) {
    const below = badNode(child, piped || (node.type === 'Pipe' && child === node.right));
    if (below) return below;
  }
  return undefined;
}

/** The key of `sort_by` is the one place for a reference, so what counts is what it refers to. */
function argumentsOf({ name, children }: Call): readonly Node[] {
  const [list, key] = children;
  return name === 'sort_by' && list && key?.type === 'ExpressionReference' ? [list, key.child] : children;
}

function badAlone(node: Node, behindPipe: boolean): BadNode | undefined {
  switch (node.type) {
    case 'Arithmetic':
      return [NO_ARITHMETIC, 'Star'];
    case 'ExpressionReference':
      return ['& is only for the key of sort_by()', 'Expref'];
    case 'Slice':
      return node.step === 0 ? ['a slice goes in steps other than 0', 'Number', 0] : undefined;
    case 'MultiSelectList':
      if (behindPipe) return ['a list in brackets is not taken behind a pipe', 'Pipe'];
      return node.children.some(({ type }) => type === 'Current')
        ? ['@ is not taken as an element of a list in brackets', 'Current']
        : undefined;
    case 'Function':
      return badArity(node) ?? badKey(node);
    default:
      return undefined;
  }
}

function badArity({ name, children }: Call): BadNode | undefined {
  const { least, most } = FUNCTIONS.get(name) ?? { least: 2, most: 2 };
  if (children.length >= least && children.length <= most) return undefined;
  const wanted = least === most ? `${least}` : `${least} to ${most}`;
  return [`${name}() takes ${wanted} arguments and has ${children.length}`, 'UnquotedIdentifier', name];
}

function badKey({ name, children }: Call): BadNode | undefined {
  if (name !== 'sort_by' || children[1]?.type === 'ExpressionReference') return undefined;
  return ['sort_by() takes a list and a key such as &at', 'UnquotedIdentifier', name];
}
