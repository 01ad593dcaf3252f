import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';

/**
 * How many instances get the new version at a time.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
export class Ec2DeploymentStrategy {
  /** All instances at once: fast, and the application is down meanwhile unless new instances take over (`blueGreen`). */
  public static allAtOnce(): Ec2DeploymentStrategy {
    return new Ec2DeploymentStrategy(codedeploy.ServerDeploymentConfig.ALL_AT_ONCE);
  }

  /** Half of the instances, then the other half. Fails when fewer than half of them are healthy. */
  public static halfAtATime(): Ec2DeploymentStrategy {
    return new Ec2DeploymentStrategy(codedeploy.ServerDeploymentConfig.HALF_AT_A_TIME);
  }

  /** One instance after the other: slow, and at most one of them is out of service. */
  public static oneAtATime(): Ec2DeploymentStrategy {
    return new Ec2DeploymentStrategy(codedeploy.ServerDeploymentConfig.ONE_AT_A_TIME);
  }

  /** A configuration of your own, such as one that goes zone by zone. */
  public static custom(deploymentConfig: codedeploy.IServerDeploymentConfig): Ec2DeploymentStrategy {
    return new Ec2DeploymentStrategy(deploymentConfig);
  }

  private constructor(
    /** @internal */
    public readonly _deploymentConfig: codedeploy.IServerDeploymentConfig,
  ) {}
}
