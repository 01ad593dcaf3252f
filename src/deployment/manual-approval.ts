import { Duration } from 'aws-cdk-lib';

/** A person who has to agree before a new version gets production traffic. */
export interface ManualApproval {
  /**
   * How long the deployment waits.
   *
   * @default Duration.hours(4)
   */
  readonly timeout?: Duration;
}
