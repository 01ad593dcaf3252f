import { Duration } from 'aws-cdk-lib';
import { PlanSettings, shiftMinutes } from './plan-settings';

/** How long the traffic shift and the bake after it take; undefined when that is not known at synth. */
export function shiftDuration(settings: PlanSettings): Duration | undefined {
  const minutes = shiftMinutes(settings);
  return minutes === undefined ? undefined : Duration.minutes(minutes);
}
