import { Aws, CfnCondition, CfnParameter, Fn, Stack, Token } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { accepts } from './health-check-plan';
import { placeholderCommand } from './placeholder';
import { inputError } from '../../core/private/input-error';
import { PLACEHOLDER_IMAGE } from '../../core/private/placeholder-image';
import { inSameEnvironment, sayEnvironment } from '../../core/private/same-environment';
import { IContainerRepository } from '../../registry';
import { IServiceImage, ServiceImageConfig, ServiceImageContext } from '../service-image';

/** The image a pipeline released last, looked up by CloudFormation at every update of the stack. */
export class ReleasedServiceImage implements IServiceImage {
  constructor(private readonly repository: IContainerRepository) {}

  public bind(scope: Construct, context: ServiceImageContext): ServiceImageConfig {
    if (!this.repository?.releasePointer?.parameterName) {
      throw inputError(scope, "'repository' must be a ContainerRepository, or one of ContainerRepository.fromRepository");
    }
    const releasePointer = this.repository.releasePointer;
    this.requireReadable(scope);
    requirePlaceholderIsWell(scope, context);

    const released = new CfnParameter(scope, 'ReleasedImage', {
      type: 'AWS::SSM::Parameter::Value<String>',
      default: releasePointer.parameterName,
      description: 'The image released last; written by the pipeline, looked up at every update.',
    });
    const nothingReleased = new CfnCondition(scope, 'NothingReleased', {
      expression: Fn.conditionEquals(released.valueAsString, PLACEHOLDER_IMAGE),
    });
    return {
      image: new RepositoryImage(this.repository, released.valueAsString),
      command: Token.asList(Fn.conditionIf(nothingReleased.logicalId, placeholderCommand(context), context.command ?? Aws.NO_VALUE)),
      releasePointer,
      releasedFrom: this.repository,
      fromEcr: true,
    };
  }

  private requireReadable(scope: Construct): void {
    const { releasePointer } = this.repository;
    const [reader, holder] = [Stack.of(scope), Stack.of(releasePointer)];
    if (Token.isUnresolved(releasePointer.parameterName)) {
      throw inputError(scope, "'releasePointer' must have a name that is known at synth, got one that CloudFormation makes up. Give the parameter a parameterName");
    }
    if (!inSameEnvironment(reader, holder)) {
      throw inputError(scope, `'image' must be released in the service's own account and region (${sayEnvironment(reader)}), ` +
        `got a repository in ${sayEnvironment(holder)}. Give the images a pointer there with ContainerRepository.fromRepository`);
    }
    // A lookup implies no order of deployment.
    if (reader !== holder) { scope.node.addDependency(holder); }
  }
}

function requirePlaceholderIsWell(scope: Construct, { healthyStatus }: ServiceImageContext): void {
  if (accepts(healthyStatus, 200)) { return; }
  throw inputError(scope, `'healthyStatus' must include 200 for ServiceImage.released, got "${healthyStatus}": ` +
    'the placeholder that runs until the first release answers 200');
}

/** The image of a repository, by the full name that the release pointer holds. */
class RepositoryImage extends ecs.ContainerImage {
  constructor(private readonly repository: IContainerRepository, private readonly imageName: string) {
    super();
  }

  public bind(_scope: Construct, container: ecs.ContainerDefinition): ecs.ContainerImageConfig {
    this.repository.grantPull(container.taskDefinition.obtainExecutionRole());
    return { imageName: this.imageName };
  }
}
