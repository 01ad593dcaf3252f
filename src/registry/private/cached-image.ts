import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** An image of a pull-through cache, for a task that may pull it. */
export class CachedImage extends ecs.ContainerImage {
  constructor(private readonly imageName: string, private readonly cache: Construct, private readonly allow: (grantee: iam.IGrantable) => void) {
    super();
  }

  public bind(_scope: Construct, container: ecs.ContainerDefinition): ecs.ContainerImageConfig {
    this.allow(container.taskDefinition.obtainExecutionRole());
    // A name implies no order of deployment.
    container.taskDefinition.node.addDependency(this.cache);
    return { imageName: this.imageName };
  }
}
