import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

export const ROOT = path.resolve(__dirname, '../..');

/** One exported statement of a file that src/index.ts reaches. */
export interface PublicStatement {
  readonly source: ts.SourceFile;
  readonly statement: ts.Statement;
}

/** All exported statements, re-exports followed, in the order in which the index files name them. */
export function publicStatements(file = path.join(ROOT, 'src/index.ts')): PublicStatement[] {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  return source.statements.flatMap((statement) => {
    if (isPlainReExport(statement)) { return publicStatements(resolveModule(file, statement.moduleSpecifier.text)); }
    return isExported(statement) ? [{ source, statement }] : [];
  });
}

/** The names of all public types. */
export function publicNames(): string[] {
  return publicStatements().flatMap(({ statement }) => isType(statement) ? [statement.name!.text] : []);
}

/** What jsii carries into other languages. */
export function isType(statement: ts.Node): statement is ts.ClassDeclaration | ts.InterfaceDeclaration | ts.EnumDeclaration {
  return ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isEnumDeclaration(statement);
}

/** Where a node is, the way editors open it. */
export function whereIs(source: ts.SourceFile, node: ts.Node): string {
  const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return `${path.relative(ROOT, source.fileName)}:${line + 1}`;
}

/** `export * from './room'`; every other form of re-export counts as a statement of its own. */
function isPlainReExport(statement: ts.Statement): statement is ts.ExportDeclaration & { moduleSpecifier: ts.StringLiteral } {
  return ts.isExportDeclaration(statement) && !statement.exportClause && !!statement.moduleSpecifier;
}

function isExported(statement: ts.Statement): boolean {
  if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) { return true; }
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function resolveModule(from: string, specifier: string): string {
  const target = path.resolve(path.dirname(from), specifier);
  return fs.existsSync(`${target}.ts`) ? `${target}.ts` : path.join(target, 'index.ts');
}
