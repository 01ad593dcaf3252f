import { Duration, Lazy, Size } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { requireDuration } from '../../src/core/private/require-duration';
import { prodStack } from '../support/stacks';

describe('durations', () => {
  const check = (value: unknown) => requireDuration(new Construct(prodStack(), 'Web'), {
    prop: 'timeout', value: value as Duration, unit: 'seconds', min: 1, max: 120, example: 'Duration.seconds(10)',
  });
  const unknown = Lazy.number({ produce: () => 5 });

  test.each([
    [5, "'timeout' must be a Duration, such as Duration.seconds(10), got 5 [at Prod/Web]"],
    [null, "'timeout' must be a Duration, such as Duration.seconds(10), got null [at Prod/Web]"],
    [Size.mebibytes(5), "'timeout' must be a Duration, such as Duration.seconds(10), got a Size [at Prod/Web]"],
    [Duration.millis(1500), "'timeout' must be a whole number between 1 and 120 seconds, got 1.5 [at Prod/Web]"],
    [Duration.minutes(3), "'timeout' must be a whole number between 1 and 120 seconds, got 180 [at Prod/Web]"],
    [Duration.hours(unknown), "'timeout' must be in seconds when its value is not known at synth, got hours. Use Duration.seconds() [at Prod/Web]"],
  ])('%p is refused', (value, message) => {
    expect(() => check(value)).toThrow(message);
  });

  test.each([[undefined], [Duration.seconds(1)], [Duration.minutes(2)], [Duration.seconds(unknown)]])('%p passes', (value) => {
    expect(() => check(value)).not.toThrow();
  });
});
