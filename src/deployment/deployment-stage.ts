/**
 * The moments of a deployment that shifts traffic. A rolling deployment has none of them.
 *
 * All hooks of one moment run side by side, and all of them have to agree before the deployment goes on.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
export enum DeploymentStage {
  /** There is more than one version of the service already, such as after a deployment that was stopped. */
  RECONCILE_SERVICE = 'RECONCILE_SERVICE',
  /** Before tasks of the new version start. */
  PRE_SCALE_UP = 'PRE_SCALE_UP',
  /** The tasks of the new version run and are well; nobody reaches them. */
  POST_SCALE_UP = 'POST_SCALE_UP',
  /** While test traffic moves to the new version, and again while a rollback moves it back. Not for pauses. */
  TEST_TRAFFIC_SHIFT = 'TEST_TRAFFIC_SHIFT',
  /** Test traffic reaches the new version. */
  POST_TEST_TRAFFIC_SHIFT = 'POST_TEST_TRAFFIC_SHIFT',
  /** Before production traffic moves; canary and linear plans get here before every step. */
  PRE_PRODUCTION_TRAFFIC_SHIFT = 'PRE_PRODUCTION_TRAFFIC_SHIFT',
  /** While production traffic moves to the new version, at every step, and again while a rollback moves it back. Not for pauses. */
  PRODUCTION_TRAFFIC_SHIFT = 'PRODUCTION_TRAFFIC_SHIFT',
  /** All production traffic reaches the new version. */
  POST_PRODUCTION_TRAFFIC_SHIFT = 'POST_PRODUCTION_TRAFFIC_SHIFT',
}
