import { Duration } from 'aws-cdk-lib';

/**
 * A command that runs once per new version, before its tasks start: the old version is still live and keeps the traffic.
 *
 * It runs in a task of the new version, with its image, environment, secrets, role, subnets and security groups, so it
 * reaches what the service reaches. When it fails, the deployment rolls back. The old version has to work with what the
 * command leaves behind, also after a rollback: nothing takes it back.
 *
 * It does not run for a version that was live before, such as after a rollback, nor for the placeholder of `ServiceImage.released`.
 */
export interface MigrationTask {
  /** The command and its arguments, such as `['bin/migrate', '--verbose']`. An entry point of the image stays in front of it. */
  readonly command: string[];

  /**
   * How long it may take. Whole minutes, 1 to 720. After that the deployment rolls back; the command itself goes on,
   * because one that is cut off may leave things half done.
   *
   * @default Duration.minutes(30)
   */
  readonly timeout?: Duration;
}
