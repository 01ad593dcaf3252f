import { Duration } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { IBlueGreenService } from '../deployment';
import { DeployStageAttributes } from './private/deploy-stage-attributes';
import { EcsDeployTarget } from './private/ecs-deploy-target';

/** How the pipeline deploys to a service on Amazon ECS. */
export interface EcsDeployOptions {
  /**
   * How long the pipeline waits for the deployment, its bake times included: whole minutes, 5 to 2160 (36 hours), and no
   * less than the service's plan takes. The deployment itself goes on when the pipeline gives up; a retry of the stage
   * picks it up again.
   *
   * @default - 8 hours, or an hour more than the service's plan takes if that is longer
   */
  readonly timeout?: Duration;
}

/** What a deploy target needs to know of the stage it fills. */
export class DeployStage {
  /** @internal */
  public static _of(attributes: DeployStageAttributes): DeployStage {
    return new DeployStage(attributes);
  }

  /** Holds what the target needs. */
  public readonly scope: Construct;

  /** Takes the actions. They run with the role of the pipeline. */
  public readonly pipelineStage: codepipeline.IStage;

  /** The name of the stage, such as `Production`. */
  public readonly stageName: string;

  /** The image to release, as a pipeline variable. Pass it to an action; it has no value at synth. */
  public readonly image: string;

  /** The artifact with the source. */
  public readonly source: codepipeline.Artifact;

  /** Whether real users meet what this stage releases. */
  public readonly isProduction: boolean;

  private constructor(attributes: DeployStageAttributes) {
    this.scope = attributes.scope;
    this.pipelineStage = attributes.pipelineStage;
    this.stageName = attributes.stageName;
    this.image = attributes.image;
    this.source = attributes.source;
    this.isProduction = attributes.isProduction;
  }
}

/** Anything that a pipeline can release to. */
export interface IDeployTarget {
  /**
   * Called once for each stage that releases to the target. Adds the actions that release `stage.image`.
   *
   * The last of them must end only when the release has succeeded for good, and fail when it has not.
   */
  bind(stage: DeployStage): void;
}

/** The things a pipeline can release to. */
export class DeployTarget {
  /**
   * A blue/green service in the account and region of the pipeline. The stage waits until the deployment plan of the
   * service is through; when Amazon ECS rolls the deployment back, the stage fails and says why.
   *
   * Give the service its image with `ServiceImage.released`, so that a later `cdk deploy` keeps what the pipeline released.
   */
  public static ecs(service: IBlueGreenService, options: EcsDeployOptions = {}): IDeployTarget {
    return new EcsDeployTarget(service, options);
  }

  private constructor() {}
}
