/** Gives the logical id, or the parameter, that a reference should name instead. Some ask for an attribute. */
type Rename = (name: string, attribute?: string) => string;

/** A value with other names in `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
export function renameReferences(value: unknown, rename: Rename): unknown {
  if (Array.isArray(value)) { return value.map((item) => renameReferences(item, rename)); }
  if (typeof value !== 'object' || value === null) { return value; }
  const entries = Object.entries(value);
  if (entries.length === 1) {
    const [[key, argument]] = entries;
    if (key === 'Ref' && typeof argument === 'string') { return { Ref: rename(argument) }; }
    if (key === 'Fn::GetAtt') { return { [key]: renameAttribute(argument, rename) }; }
    if (key === 'Fn::Sub') { return { [key]: renameSubstitution(argument, rename) }; }
  }
  return Object.fromEntries(entries.map(([key, inside]) => [key, renameReferences(inside, rename)]));
}

/** A resource with other names in its references, also in those that have another form. */
export function renameInResource<T extends object>(resource: T, rename: Rename): T {
  const renamed = renameReferences(resource, rename) as T & { DependsOn?: string | string[] };
  if (renamed.DependsOn === undefined) { return renamed; }
  return { ...renamed, DependsOn: [renamed.DependsOn].flat().map((name) => rename(name)) };
}

/** All names that a value refers to. */
export function referencesIn(value: unknown): Set<string> {
  const names = new Set<string>();
  renameReferences(value, (name) => {
    names.add(name);
    return name;
  });
  return names;
}

function renameAttribute(argument: unknown, rename: Rename): unknown {
  if (Array.isArray(argument) && typeof argument[0] === 'string') { return [rename(argument[0], String(argument[1])), ...argument.slice(1)]; }
  if (typeof argument !== 'string') { return argument; }
  const [name, ...rest] = argument.split('.');
  const attribute = rest.join('.');
  return [rename(name, attribute), attribute];
}

/** Names that are variables of the substitution itself are no references. */
function renameSubstitution(argument: unknown, rename: Rename): unknown {
  const [text, variables] = Array.isArray(argument) ? argument as [unknown, object] : [argument, {}];
  if (typeof text !== 'string') { return renameReferences(argument, rename); }
  const own = Object.keys(variables ?? {});
  const renamed = text.replace(/\$\{([^!.}][^.}]*)(\.[^}]*)?/g, (match, name: string, attribute: string = '') => (
    own.includes(name) ? match : `\${${rename(name, attribute.slice(1) || undefined)}${attribute}`));
  return Array.isArray(argument) ? [renamed, renameReferences(variables, rename)] : renamed;
}
