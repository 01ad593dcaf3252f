import { Duration } from 'aws-cdk-lib';

/** Quoted in the docs of `ManualApprovalOptions` and `MigrationTask`; a test pins them. */
export const HOOK_DEFAULTS = {
  approvalTimeout: Duration.hours(4),
  migrationTimeout: Duration.minutes(30),
};

/** What Amazon ECS does by itself; always said, for what is left out of an update keeps its old value. */
export const PAUSE_TIMEOUT = Duration.days(1);

/** A deployment may wait ten minutes for alarms to end before it migrates, and the function says itself that a migration takes too long. */
export const BESIDE_MIGRATION = Duration.minutes(15);
