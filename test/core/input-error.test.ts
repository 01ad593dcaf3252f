import { Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inputError, requireAbility, requireInRange, requirePattern, show } from '../../src/core/private/input-error';
import { prodStack } from '../support/stacks';

describe('input errors', () => {
  let scope: Construct;
  beforeEach(() => { scope = new Construct(prodStack(), 'Web'); });

  test('name the prop, the range, the value and the construct', () => {
    expect(() => requireInRange(scope, { prop: 'canaryPercent', value: 0, min: 0.1, max: 100 }))
      .toThrow("'canaryPercent' must be between 0.1 and 100, got 0 [at Prod/Web]");
  });

  test('say what to change when there is something to say', () => {
    expect(() => requireInRange(scope, { prop: 'minTasks', value: 2.5, min: 1, integer: true, unit: 'tasks', fix: 'Use 2.' }))
      .toThrow("'minTasks' must be a whole number of at least 1 tasks, got 2.5. Use 2. [at Prod/Web]");
  });

  test.each([NaN, Infinity, -1, 101])('fail for %p', (value) => {
    expect(() => requireInRange(scope, { prop: 'percent', value, min: 0, max: 100 })).toThrow(`got ${value}`);
  });

  test.each([
    ['the lower limit', 0.1],
    ['the upper limit', 100],
    ['nothing', undefined],
    ['a token', Token.asNumber({ resolve: () => 0 })],
    ['a lazy number', Lazy.number({ produce: () => 500 })],
  ])('let %s pass', (_, value) => {
    expect(() => requireInRange(scope, { prop: 'percent', value, min: 0.1, max: 100 })).not.toThrow();
  });

  test('show a text that does not match, quoted', () => {
    expect(() => requirePattern(scope, 'address', 'not an address', /@/, 'an e-mail address'))
      .toThrow('\'address\' must be an e-mail address, got "not an address" [at Prod/Web]');
  });

  test('show what something is, not what is inside', () => {
    class EmailAddress { public readonly text = 'a@example.com'; }
    expect(show(Duration.minutes(5))).toBe('a Duration');
    expect(show(new EmailAddress())).toBe('an EmailAddress');
    expect(show({ text: 'a@example.com' })).toBe('{"text":"a@example.com"}');
    expect(() => requireAbility(scope, { prop: 'rule', value: [1], method: 'bind', expected: 'a rule' })).toThrow("'rule' must be a rule, got a list [at Prod/Web]");
  });

  test('show the beginning of a long text', () => {
    expect(show('x'.repeat(1000))).toBe(`"${'x'.repeat(200)}"… (1000 characters)`);
  });

  test('have a path even at the root', () => {
    expect(inputError(new Stack().node.root, 'bad').message).toBe('bad [at the root]');
  });
});
