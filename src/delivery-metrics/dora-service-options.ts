import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Of which service something is, and what says that it is ill. */
export interface DoraServiceOptions {
  /**
   * What people call the service: 1 to 100 letters, digits, spaces or any of `._/-`. Several pipelines may deliver one service.
   *
   * @default - the place of what is added in its stack, such as `Orders`
   */
  readonly service?: string;

  /**
   * Where it runs: 1 to 100 letters, digits, spaces or any of `._/-`.
   *
   * @default 'production'
   */
  readonly environment?: string;

  /**
   * Alarms that say that users suffer. When one goes off during a deployment or within the attribution window after it, the change has failed;
   * when all are quiet, the service has recovered. At most 50 for a service.
   *
   * @default - failures of the deployment itself, rollbacks and reported incidents
   */
  readonly alarms?: cloudwatch.IAlarm[];
}

/** Which deployments of a pipeline are measured. */
export interface DoraPipelineOptions extends DoraServiceOptions {
  /**
   * The stage that deploys to the environment. A deployment is an execution in which this stage succeeds.
   *
   * @default 'Production'
   */
  readonly productionStage?: string;

  /**
   * For a pipeline in another account: a role there that the function may assume, and that may get and list executions of the pipeline. Its
   * events have to reach the event bus; `DoraAccount` does both.
   *
   * @default - the pipeline is in the account of the metrics
   */
  readonly readRole?: iam.IRole;
}
