import { Lazy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { requireKinds, requireMember } from '../../src/core/private/require-kinds';
import { prodStack } from '../support/stacks';

describe('kinds of values', () => {
  let scope: Construct;
  beforeEach(() => { scope = new Construct(prodStack(), 'Web'); });

  test.each([
    ['flag', 'true', '\'prop\' must be true or false, got "true" [at Prod/Web]'],
    ['flag', null, "'prop' must be true or false, got null [at Prod/Web]"],
    ['list', 'text', '\'prop\' must be a list, got "text" [at Prod/Web]'],
    ['options', null, "'prop' must be values by name, such as { name: value }, got null [at Prod/Web]"],
    ['options', [], "'prop' must be values by name, such as { name: value }, got [] [at Prod/Web]"],
    ['text', NaN, "'prop' must be a text, got NaN [at Prod/Web]"],
  ] as const)('%s: %p is none', (kind, prop, message) => {
    expect(() => requireKinds(scope, { prop }, { prop: kind })).toThrow(message);
  });

  test.each([
    ['flag', false], ['list', []], ['options', {}], ['text', ''], ['flag', undefined], ['list', Lazy.list({ produce: () => [] })],
    ['options', Lazy.any({ produce: () => ({}) })],
  ] as const)('%s: %p passes', (kind, prop) => {
    expect(() => requireKinds(scope, { prop }, { prop: kind })).not.toThrow();
  });

  test('properties that are missing altogether are said to be', () => {
    expect(() => requireKinds(scope, undefined as any, { critical: 'list' })).toThrow('the properties must be values by name, such as { critical: … }, got undefined [at Prod/Web]');
  });

  test('an enum has its members, and tokens may become one', () => {
    const members = { ON: 'on', OFF: 'off' };
    expect(() => requireMember(scope, 'mode', 'auto', members, 'Mode')).toThrow('\'mode\' must be a member of Mode, got "auto" [at Prod/Web]');
    for (const value of ['on', undefined, Lazy.string({ produce: () => 'on' })]) {
      expect(() => requireMember(scope, 'mode', value, members, 'Mode')).not.toThrow();
    }
  });
});
