import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { inputError, requireAbility, requireInRange } from './input-error';

/** The limits of a duration. */
export interface DurationRange {
  readonly prop: string;
  readonly value: Duration | undefined;
  /** The whole numbers that AWS takes. */
  readonly unit: 'seconds' | 'minutes';
  readonly min: number;
  readonly max: number;
  /** What a user could write, such as `Duration.seconds(10)`. */
  readonly example: string;
}

/** Fails for anything but a duration of so many seconds or minutes. Absent values and tokens pass. */
export function requireDuration(scope: IConstruct, { prop, value, unit, min, max, example }: DurationRange): void {
  if (value === undefined) { return; }
  const inUnit = unit === 'seconds' ? 'toSeconds' : 'toMinutes';
  requireAbility(scope, { prop, value, method: inUnit, expected: `a Duration, such as ${example}` });
  if (!value.isUnresolved()) {
    requireInRange(scope, { prop, value: value[inUnit]({ integral: false }), min, max, integer: true, unit });
  } else if (value.unitLabel() !== unit) {
    throw inputError(scope, `'${prop}' must be in ${unit} when its value is not known at synth, got ${value.unitLabel()}. Use Duration.${unit}()`);
  }
}
