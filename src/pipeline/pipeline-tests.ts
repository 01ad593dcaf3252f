import * as events from 'aws-cdk-lib/aws-events';
import { ITestSuite } from './test-suite';

/** The test pyramid: which tests run where. Each of them is optional, and one that fails stops the pipeline unless it is advisory. */
export interface PipelineTests {
  /**
   * In the Build stage, beside the build, with every build: pull requests too.
   *
   * @default - none
   */
  readonly unit?: ITestSuite;

  /**
   * In the Test stage, beside scans and checks, where something is released: not for pull requests.
   *
   * @default - none
   */
  readonly integration?: ITestSuite;

  /**
   * In the Staging stage after the deployment, and so before anybody approves. Needs `staging`.
   *
   * @default - none
   */
  readonly endToEnd?: ITestSuite;

  /**
   * In the Production stage after the deployment: the shortest tests that tell whether the release works. They are in the stage that
   * deploys, so that a rollback of the stage deploys again.
   *
   * @default - none
   */
  readonly smoke?: ITestSuite;

  /**
   * In the Production stage beside the smoke tests: whether the service is well, such as `TestSuite.http(url)`.
   *
   * @default - none
   */
  readonly health?: ITestSuite;

  /**
   * At night, in a pipeline of its own that takes the newest commit of the branch; no push starts it.
   *
   * @default - none
   */
  readonly performance?: ITestSuite;

  /**
   * When the performance tests run, in UTC.
   *
   * @default - every night at 02:00 UTC
   */
  readonly performanceSchedule?: events.Schedule;
}
