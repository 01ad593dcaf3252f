import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inputError, requireAbility, requireInRange } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds } from '../../core/private/require-kinds';
import type { IncidentReviewProps } from '../incident-review';

/** The reviews with every default. */
export interface ReviewPlan {
  readonly joinWithin: Duration;
  readonly changesBefore: Duration;
  readonly keepFor: Duration;
  readonly opsItems: boolean;
}

export function resolveReviews(scope: Construct, props: IncidentReviewProps): ReviewPlan {
  const { joinWithin = Duration.minutes(30), changesBefore = Duration.hours(1), keepFor = Duration.days(1095), bucket, opsItems = true } = props;
  requireMinutes(scope, 'joinWithin', joinWithin);
  requireMinutes(scope, 'changesBefore', changesBefore);
  requireAbility(scope, { prop: 'keepFor', value: keepFor, method: 'toDays', expected: 'a Duration, such as Duration.days(365)' });
  requireKnown(scope, 'keepFor', keepFor);
  requireInRange(scope, { prop: 'keepFor', value: keepFor.toDays({ integral: false }), min: 1, max: 3650, integer: true, unit: 'days' });
  requireKinds(scope, { opsItems }, { opsItems: 'flag' });
  if (bucket !== undefined) { requireAbility(scope, { prop: 'bucket', value: bucket, method: 'arnForObjects', expected: 'a bucket' }); }
  if (bucket !== undefined && props.keepFor !== undefined) {
    throw inputError(scope, "'keepFor' must be left out with a 'bucket' of yours, got both. Give that bucket a lifecycle rule");
  }
  return { joinWithin, changesBefore, keepFor, opsItems };
}

function requireMinutes(scope: Construct, prop: string, value: Duration): void {
  requireDuration(scope, { prop, value, unit: 'minutes', min: 0, max: 1440, example: 'Duration.minutes(30)' });
  requireKnown(scope, prop, value);
}

function requireKnown(scope: Construct, prop: string, value: Duration): void {
  if (value.isUnresolved()) { throw inputError(scope, `'${prop}' must be known at synth, got a token. Write the number`); }
}
