import * as ts from 'typescript';
import { isType, PublicStatement, publicNames, publicStatements, whereIs } from './public-exports';

/** jsii compiles all of these without a word, and users of other languages find them missing or changed. */
describe('what TypeScript exports', () => {
  const statements = publicStatements();

  test('is classes, interfaces and enums only: jsii drops everything else', () => {
    expect(statements.filter(({ statement }) => !isType(statement)).map(described)).toEqual([]);
  });

  test('carries each name once', () => {
    const names = publicNames().map((name) => name.toLowerCase());
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('has no overloads: jsii keeps the first signature only', () => {
    expect(publicMembers(statements).filter(({ member, siblings }) => ts.isMethodDeclaration(member)
      && siblings.filter((other) => ts.isMethodDeclaration(other) && isSameMember(other, member)).length > 1).map(described)).toEqual([]);
  });

  test('has no type parameters: jsii makes them any', () => {
    expect(publicMembers(statements).filter(({ member }) => 'typeParameters' in member && member.typeParameters).map(described)).toEqual([]);
  });

  test('has no unions: jsii makes a union of texts a plain string, any other untyped', () => {
    expect(publicMembers(statements).filter(({ member }) => typesIn(member).some(isUnion)).map(described)).toEqual([]);
  });
});

interface PublicMember {
  readonly source: ts.SourceFile;
  readonly member: ts.ClassElement | ts.TypeElement;
  readonly siblings: readonly (ts.ClassElement | ts.TypeElement)[];
}

function publicMembers(statements: PublicStatement[]): PublicMember[] {
  return statements.flatMap(({ source, statement }) => {
    if (!ts.isClassDeclaration(statement) && !ts.isInterfaceDeclaration(statement)) { return []; }
    const siblings = [...statement.members].filter(isPublic);
    return siblings.map((member) => ({ source, member, siblings }));
  });
}

function isPublic(member: ts.ClassElement | ts.TypeElement): boolean {
  const flags = ts.getCombinedModifierFlags(member);
  const hidden = ts.getJSDocTags(member).some((tag) => tag.tagName.text === 'internal');
  return !(flags & ts.ModifierFlags.Private) && !hidden && !(member.name && ts.isPrivateIdentifier(member.name)); // eslint-disable-line no-bitwise
}

function isStatic(member: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0; // eslint-disable-line no-bitwise
}

function isSameMember(one: ts.MethodDeclaration, other: ts.MethodDeclaration): boolean {
  return one.name.getText() === other.name.getText() && isStatic(one) === isStatic(other);
}

/** The types that a member declares: its own and those of its parameters. */
function typesIn(member: ts.ClassElement | ts.TypeElement): ts.TypeNode[] {
  const own = 'type' in member ? [member.type as ts.TypeNode | undefined] : [];
  const parameters = ts.isFunctionLike(member) ? member.parameters.map((parameter) => parameter.type) : [];
  return [...own, ...parameters].filter((type) => type !== undefined);
}

function isUnion(type: ts.TypeNode): boolean {
  if (!ts.isUnionTypeNode(type)) { return ts.forEachChild(type, (child) => ts.isTypeNode(child) && isUnion(child)) ?? false; }
  return type.types.filter((part) => part.kind !== ts.SyntaxKind.UndefinedKeyword).length > 1;
}

function described(found: { source: ts.SourceFile; statement?: ts.Node; member?: ts.Node }): string {
  const node = found.statement ?? found.member!;
  return `${whereIs(found.source, node)} ${node.getText(found.source).split('\n')[0]}`;
}
