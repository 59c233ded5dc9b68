import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const source = resolve(import.meta.dirname, '../../src');

/** Parameters that Nest fills from a request, and validates by their class. */
const FROM_REQUEST = ['Body', 'Query', 'Param', 'Headers'];

/** What a file imports as a type only. */
function typeImportsOf(file: ts.SourceFile): Set<string> {
  const clauses = file.statements.filter(ts.isImportDeclaration).map(({ importClause }) => importClause);
  return new Set(clauses.flatMap((clause) => (clause ? typesOf(clause) : [])));
}

function typesOf({ namedBindings, phaseModifier }: ts.ImportClause): string[] {
  if (!namedBindings || !ts.isNamedImports(namedBindings)) return [];
  const asTypes = phaseModifier === ts.SyntaxKind.TypeKeyword;
  return namedBindings.elements.filter(({ isTypeOnly }) => asTypes || isTypeOnly).map(({ name }) => name.text);
}

function decoratorsOf(node: ts.Node): string[] {
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  return decorators.map(({ expression }) =>
    (ts.isCallExpression(expression) ? expression.expression : expression).getText(),
  );
}

function typeNameOf({ type }: ts.ParameterDeclaration): string {
  return type && ts.isTypeReferenceNode(type) ? type.typeName.getText() : '';
}

/** The parameters whose class Nest must find at run time: what is injected, and bodies that are validated. */
function needingAClass(declaration: ts.ClassDeclaration): ts.ParameterDeclaration[] {
  if (decoratorsOf(declaration).length === 0) return [];
  return declaration.members.flatMap((member) => {
    if (ts.isConstructorDeclaration(member))
      return member.parameters.filter((one) => !decoratorsOf(one).includes('Inject'));
    if (!ts.isMethodDeclaration(member)) return [];
    return member.parameters.filter((one) => decoratorsOf(one).some((name) => FROM_REQUEST.includes(name)));
  });
}

/** `Name in file`, for each class that is imported as a type where Nest needs it. */
function lostClasses(path: string, text: string): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const types = typeImportsOf(file);
  const classes = file.statements.filter(ts.isClassDeclaration);
  const names = classes.flatMap(needingAClass).map(typeNameOf);
  return names.filter((name) => types.has(name)).map((name) => `${name} in ${path}`);
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

it('no class that Nest injects or validates by is imported as a type: it would be gone at run time', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((name) => lostClasses(name, readFileSync(join(source, name), 'utf8')))).toEqual([]);
});

const PLANTED = `
import type { LeadsService } from './leads.service.js';
import { Body, type CreateLeadDto, Inject } from './planted.js';
import { Kept } from './kept.js';
@Controller()
export class Planted {
  constructor(private readonly leads: LeadsService, @Inject(Port) private readonly port: LeadsService, kept: Kept) {}
  @Post() create(@Body() body: CreateLeadDto, @Res() response: CreateLeadDto) {}
}
class Plain { constructor(leads: LeadsService) {} }
`;

it('sees a lost class in a constructor and in a body, and nothing else', () => {
  expect(lostClasses('planted.ts', PLANTED)).toEqual(['LeadsService in planted.ts', 'CreateLeadDto in planted.ts']);
});
