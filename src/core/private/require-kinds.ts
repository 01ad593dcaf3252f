import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { inputError, show } from './input-error';

/** What a value may have to be, whatever it says; limits are checked where it is used. */
export type Kind = 'flag' | 'list' | 'options' | 'text';

const KINDS: Record<Kind, { readonly expected: string; accepts(value: unknown): boolean }> = {
  flag: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
  list: { expected: 'a list', accepts: Array.isArray },
  options: { expected: 'values by name, such as { name: value }', accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value) },
  text: { expected: 'a text', accepts: (value) => typeof value === 'string' },
};

/** Fails when one of the props is of another kind than it has to be. Compilers see to this; plain JavaScript does not. Tokens pass. */
export function requireKinds<Props extends object>(scope: IConstruct, props: Props, kinds: { readonly [Prop in keyof Props]?: Kind }): void {
  if (typeof props !== 'object' || props === null) {
    const [example] = Object.keys(kinds);
    throw inputError(scope, `the properties must be values by name, such as { ${example}: … }, got ${show(props)}`);
  }
  for (const [prop, kind] of Object.entries(kinds) as [string, Kind][]) {
    const value = (props as Record<string, unknown>)[prop];
    const { accepts, expected } = KINDS[kind];
    if (value === undefined || Token.isUnresolved(value) || accepts(value)) { continue; }
    throw inputError(scope, `'${prop}' must be ${expected}, got ${show(value)}`);
  }
}

/** Fails for what is no member of an enum. Tokens pass. */
export function requireMember(scope: IConstruct, prop: string, value: unknown, members: object, name: string): void {
  if (value === undefined || Token.isUnresolved(value) || Object.values(members).includes(value)) { return; }
  throw inputError(scope, `'${prop}' must be a member of ${name}, got ${show(value)}`);
}
