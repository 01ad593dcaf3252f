import { isStruct, membersOf, parametersOf, readAssembly, Type } from './assembly';

/** What every Java object has already: a prop of that name reads like waiting for a lock. C# has some of them, too. */
const OF_EVERY_OBJECT = [
  'wait', 'notify', 'notifyAll', 'getClass', 'hashCode', 'equals', 'toString', 'clone', 'finalize', 'getType', 'getHashCode', 'memberwiseClone',
];

/** They compile in every language, and in Java somebody may read them twice. */
const LIKE_EVERY_OBJECT = ['AlarmRuleOptions.wait', 'BakeCheckOptions.wait', 'ManualApprovalOptions.notify', 'PipelineApprovalOptions.notify'];

/** `PipelineSource.external` is there for a source of one's own that needs no more than an action. */
const MUCH_TO_IMPLEMENT = ['IPipelineSource'];

/** Imported into every Java file, every C# file or every Python module without anybody asking. */
const EVERYWHERE = [
  // java.lang
  'Boolean', 'Byte', 'Character', 'Class', 'Comparable', 'Double', 'Enum', 'Error', 'Exception', 'Float', 'Integer', 'Iterable', 'Long', 'Math',
  'Module', 'Number', 'Object', 'Override', 'Package', 'Process', 'Record', 'Runnable', 'Runtime', 'Short', 'String', 'System', 'Thread', 'Throwable',
  'Void',
  // System, System.Collections.Generic, System.Linq, System.Threading.Tasks
  'Action', 'Array', 'Attribute', 'Buffer', 'Char', 'Console', 'Convert', 'DateTime', 'Delegate', 'Dictionary', 'Environment', 'Enumerable', 'EventArgs',
  'Func', 'Guid', 'HashSet', 'Index', 'Int32', 'Lazy', 'List', 'Lookup', 'Nullable', 'Parallel', 'Progress', 'Queue', 'Random', 'Range', 'Single', 'Span',
  'Stack', 'Task', 'TimeSpan', 'Tuple', 'Type', 'Uri', 'Version',
  // Python's builtins
  'Ellipsis', 'False', 'None', 'NotImplemented', 'True', 'Warning',
];

/** What each language makes of the names, as its generator does. */
describe('the public API in other languages', () => {
  const types = readAssembly();
  const names = types.map((type) => type.name);

  test('has underscores in constants only: generators add them to names that are taken', () => {
    const all = types.flatMap((type) => [...type.methods ?? [], ...type.properties ?? []].map((member) => `${type.name}.${member.name}`));
    expect([...names, ...all].filter((name) => name.includes('_') && !/^\w+\.[A-Z][A-Z0-9_]*$/.test(name))).toEqual([]);
  });

  test('has values of enums that are constants everywhere', () => {
    expect(types.flatMap((type) => (type.kind === 'enum' ? type.members ?? [] : []).map((member) => `${type.name}.${member.name}`))
      .filter((name) => !/\.[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(name))).toEqual([]);
  });

  test('has no type that takes the place of one that is imported everywhere', () => {
    expect(names.filter((name) => EVERYWHERE.includes(name))).toEqual([]);
  });

  test('has few members that are called as what every object has', () => {
    expect(types.flatMap((type) => membersOf(type).map((member) => ({ type, member })))
      .filter(({ member }) => OF_EVERY_OBJECT.includes(member.name))
      .map(({ type, member }) => `${type.name}.${member.name}`)).toEqual(LIKE_EVERY_OBJECT);
  });

  test('has types that no constructor or static method collides with in Go: NewWeb makes a Web, and Web_Of is its static method', () => {
    const made = types.flatMap((type) => [`New${type.name}`, ...statics(type).map((name) => `${type.name}_${pascalCase(name)}`)]);
    expect(made.filter((name, index) => names.includes(name) || made.indexOf(name) !== index)).toEqual([]);
  });

  test('has types that no builder or proxy of Java collides with', () => {
    expect(names.filter((name) => /^(Builder|Jsii\$|\$Module)/.test(name) || name === 'package-info')).toEqual([]);
  });

  test('has no parameter that hides a prop of the struct behind it: in Python both are keywords', () => {
    const structs = types.filter(isStruct);
    const propsOf = (fqn: string): string[] => {
      const struct = structs.find((candidate) => candidate.fqn === fqn);
      return struct ? [...(struct.properties ?? []).map((prop) => prop.name), ...(struct.interfaces ?? []).flatMap(propsOf)] : [];
    };
    const hidden = types.flatMap((type) => methodsOf(type).flatMap((method) => {
      const parameters = method.parameters ?? [];
      const last = parameters.at(-1)?.type as { fqn?: string } | undefined;
      const props = last?.fqn ? propsOf(last.fqn) : [];
      return parameters.slice(0, -1).filter((parameter) => props.includes(parameter.name)).map((parameter) => `${type.name}.${method.name}(${parameter.name})`);
    }));
    expect(hidden).toEqual([]);
  });

  test('has interfaces to implement that ask for little: Go wants all of their members', () => {
    const behavioural = types.filter((type) => type.kind === 'interface' && !type.datatype);
    const members = (type: Type): number => membersOf(type).length
      + (type.interfaces ?? []).flatMap((base) => types.filter((other) => other.fqn === base)).reduce((sum, base) => sum + members(base), 0);
    const implementable = ['ISignalSource', 'IDestination', 'IDeployTarget', 'IBuildStep', 'IPipelineSource', 'IPipelineStep', 'IMute'];
    expect(behavioural.filter((type) => implementable.includes(type.name) && members(type) > 4).map((type) => type.name)).toEqual(MUCH_TO_IMPLEMENT);
  });

  test('has classes that declare all that their interfaces do, also what is optional: type checkers of Python ask for it', () => {
    const typeOf = (fqn?: string) => types.find((type) => type.fqn === fqn);
    const basesOf = (type?: Type): Type[] => (type ? [type, ...basesOf(typeOf((type as { base?: string }).base))] : []);
    const interfacesOf = (type: Type): Type[] => (type.interfaces ?? []).flatMap((fqn) => typeOf(fqn) ?? [])
      .flatMap((one) => [one, ...interfacesOf(one)]);
    expect(types.filter((type) => type.kind === 'class').flatMap((type) => {
      const own = basesOf(type).flatMap(membersOf).map((member) => member.name);
      const asked = basesOf(type).flatMap(interfacesOf).flatMap(membersOf).map((member) => member.name);
      return asked.filter((name) => !own.includes(name)).map((name) => `${type.name}.${name}`);
    })).toEqual([]);
  });

  test('takes lists and maps of things only: nothing in a list of lists, which no builder of Java takes apart', () => {
    expect(types.flatMap((type) => [
      ...(type.properties ?? []).map((property) => ({ name: `${type.name}.${property.name}`, type: property.type })),
      ...parametersOf(type).map(({ method, parameter }) => ({ name: `${type.name}.${method}(${parameter.name})`, type: parameter.type })),
    ]).filter((typed) => (JSON.stringify(typed.type).match(/"collection":/g) ?? []).length > 1).map((typed) => typed.name)).toEqual([]);
  });
});

function methodsOf(type: Type) {
  return [...type.methods ?? [], ...type.initializer ? [{ ...type.initializer, name: 'constructor' }] : []];
}

function statics(type: Type): string[] {
  const isStatic = (member: object) => (member as { static?: boolean }).static === true;
  return [...(type.methods ?? []).filter(isStatic), ...(type.properties ?? []).filter(isStatic)].map((member) => member.name);
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
