import { isStruct, membersOf, parametersOf, Property, readAssembly, Type } from './assembly';
import { isReservedName } from '../../node_modules/jsii/lib/reserved-words';

const MOST_PROPS = 15;
const MOST_REQUIRED_PROPS = 3;

/** Values that are JSON: what nobody here reads, for a function of the user's, and whole templates. */
const ARE_JSON = [
  'DeploymentHookConfig.details', 'LambdaHookOptions.details', 'UpgradeReport.ofTemplateObjects(before)', 'UpgradeReport.ofTemplateObjects(after)',
];

/** What users of all languages see, read from the compiler's own description of it. */
describe('the public API', () => {
  const types = readAssembly();
  const structs = types.filter(isStruct);

  describe('documentation', () => {
    test('says what every type is', () => {
      expect(types.filter((type) => !type.docs?.summary).map((type) => type.name)).toEqual([]);
    });

    test('says what every member is', () => {
      expect(inAll(types, (type) => membersOf(type)
        .filter((member) => !member.docs?.summary && !member.overrides))).toEqual([]);
    });

    test('says what happens without each optional prop', () => {
      expect(inAll(structs, (type) => (type.properties ?? [])
        .filter((prop) => prop.optional && !prop.docs?.default))).toEqual([]);
    });

    test('never says that the default is nothing in particular', () => {
      expect(inAll(structs, (type) => (type.properties ?? [])
        .filter((prop) => /^\W*(undefined|null|todo)\b/i.test(prop.docs?.default ?? '')))).toEqual([]);
    });
  });

  describe('types', () => {
    test('are known everywhere: no any, no union', () => {
      expect(inAll(types, (type) => [
        ...(type.properties ?? []).filter((property) => isVague(property.type)),
        ...(type.methods ?? []).filter((method) => isVague(method.returns?.type)),
        ...parametersOf(type).filter(({ parameter }) => isVague(parameter.type)).map(({ method, parameter }) => ({ name: `${method}(${parameter.name})` })),
      ])).toEqual(ARE_JSON);
    });
  });

  describe('names', () => {
    test('are one flat list', () => {
      expect(types.filter((type) => type.namespace).map((type) => type.fqn)).toEqual([]);
    });

    test('are free in every language', () => {
      expect(inAll(types, (type) => [
        ...membersOf(type),
        ...parametersOf(type).map(({ parameter }) => parameter),
      ].filter((named) => isReservedName(named.name)))).toEqual([]);
    });

    test('of members differ from their class: C# renames the class otherwise', () => {
      expect(inAll(types, (type) => membersOf(type).filter((member) => pascalCase(member.name) === type.name))).toEqual([]);
    });

    test('of members differ in more than case', () => {
      expect(inAll(types, (type) => membersOf(type).filter((member) => membersOf(type)
        .some((other) => other !== member && sameWord(other.name, member.name))))).toEqual([]);
    });

    test('of methods do not collide with the getters that Java makes', () => {
      expect(inAll(types, (type) => membersOf(type).filter((member) => /^[gs]et[A-Z]/.test(member.name)))).toEqual([]);
    });

    test('of props leave the constructor its scope and id: Python renames those otherwise', () => {
      expect(inAll(structs, (type) => (type.properties ?? []).filter((prop) => ['id', 'scope'].includes(prop.name)))).toEqual([]);
    });

    test('start with I and a capital for behavioural interfaces only', () => {
      const behavioural = (type: Type) => type.kind === 'interface' && !type.datatype;
      expect(types.filter((type) => /^I[A-Z]/.test(type.name) !== behavioural(type)).map((type) => type.name)).toEqual([]);
    });

    test('of structs do not start like an interface: IPProps has no keywords in Python', () => {
      expect(types.filter((type) => !type.datatype && /^I[A-Z]\w*(Props|Options)$|^I[A-Z]{2}/.test(type.name)).map((type) => type.name)).toEqual([]);
    });
  });

  describe('interfaces', () => {
    test('that users implement say so, or jsii-diff would let new duties pass', () => {
      const implementable = ({ kind, datatype, interfaces = [] }: Type) => kind === 'interface' && !datatype && !interfaces.includes('constructs.IConstruct');
      expect(types.filter((type) => implementable(type) !== !!type.docs?.subclassable).map((type) => type.name)).toEqual([]);
    });
  });

  describe('structs', () => {
    test('are ours: an upstream struct grows with every release of its owner', () => {
      expect(inAll(structs, (type) => (type.interfaces ?? [])
        .filter((base) => base.startsWith('aws-cdk-lib.') && base.endsWith('Props')).map((name) => ({ name })))).toEqual([]);
    });

    test(`have at most ${MOST_PROPS} props of their own: what belongs together reads together`, () => {
      expect(structs.filter(({ properties = [] }) => properties.length > MOST_PROPS).map((type) => type.name)).toEqual([]);
    });

    test(`ask users for at most ${MOST_REQUIRED_PROPS} props`, () => {
      const required = (type: Type) => allProps(type, structs).filter((prop) => !prop.optional);
      expect(structs.filter((type) => /(Props|Options)$/.test(type.name) && required(type).length > MOST_REQUIRED_PROPS).map((type) => type.name)).toEqual([]);
    });
  });
});

/** `Type.member` for whatever a rule finds in each type. */
function inAll(types: Type[], find: (type: Type) => { name: string }[]): string[] {
  return types.flatMap((type) => find(type).map(({ name }) => `${type.name}.${name}`));
}

/** True for a type that says any, json or a union, however deep in lists and maps. */
function isVague(type: object | undefined): boolean {
  return /"(union|intersection)":|"primitive":"(any|json)"/.test(JSON.stringify(type ?? {}));
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Python writes twoWords as two_words, Java TWO_WORDS: all are one name. */
function sameWord(one: string, other: string): boolean {
  const bare = (name: string) => name.replace(/_/g, '').toLowerCase();
  return bare(one) === bare(other);
}

function allProps(type: Type, structs: Type[]): Property[] {
  const bases = (type.interfaces ?? []).flatMap((base) => structs.filter((struct) => struct.fqn === base));
  return [...type.properties ?? [], ...bases.flatMap((base) => allProps(base, structs))];
}
