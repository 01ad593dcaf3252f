import { Duration } from 'aws-cdk-lib';
import { Severity } from '../../core';
import { SliMeasure } from '../service-level-indicator';

/** One alarm of an objective, with nothing left open. */
export interface PlannedTier {
  /** Of the construct: by the long window, which no two tiers have in common, so that other changes never replace the alarm. */
  readonly id: string;
  readonly burnRate: number;
  readonly longWindow: Duration;
  readonly shortWindow: Duration;
  readonly severity: Severity;
}

/** An objective, with nothing left open. */
export interface ObjectivePlan {
  readonly name: string;
  readonly objectivePercent: number;
  /** What may be bad, in percent. */
  readonly budgetPercent: number;
  readonly window: Duration;
  /** The fastest first. */
  readonly tiers: PlannedTier[];
  readonly measure: SliMeasure;
  readonly minimumRequests: number;
}

/** Without what floating point numbers add: 100 - 99.9 is not 0.1. */
export function exact(value: number): number {
  return Number(value.toPrecision(12));
}
