import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { PipelineStageAttributes } from './private/pipeline-stage-attributes';
import type { SpeedProfile } from './speed-profile';

/** What a build, a step or a deploy target needs to know of the stage it fills. */
export class PipelineStage {
  /** @internal */
  public static _of(attributes: PipelineStageAttributes): PipelineStage {
    return new PipelineStage(attributes);
  }

  /** Holds what is made for the stage. */
  public readonly scope: Construct;

  /** Takes the actions. They run with the role of the pipeline unless they have one of their own. */
  public readonly codePipelineStage: codepipeline.IStage;

  /** The name of the stage, such as `Production`. */
  public readonly stageName: string;

  /** The first run order that is free: actions with the same one run at the same time, actions with the next one after them. */
  public readonly runOrder: number;

  /** The artifact with the source. */
  public readonly source: codepipeline.Artifact;

  /** The image to release, as a pipeline variable: pass it to an action, it has no value at synth. None before the build, and none when it makes no image. */
  public readonly image?: string;

  /** The artifact with what was built. None before the build, and none when it makes no artifact. */
  public readonly buildArtifact?: codepipeline.Artifact;

  /** How fast the pipeline is to be, and at what price. */
  public readonly speed: SpeedProfile;

  /** Whether what runs here may be released. Not so for a pull request: what it runs is written by anybody. */
  public readonly releases: boolean;

  /** Whether real users meet what this stage releases. */
  public readonly isProduction: boolean;

  private constructor(attributes: PipelineStageAttributes) {
    this.scope = attributes.scope;
    this.codePipelineStage = attributes.codePipelineStage;
    this.stageName = attributes.stageName;
    this.runOrder = attributes.runOrder;
    this.source = attributes.source;
    this.image = attributes.image;
    this.buildArtifact = attributes.buildArtifact;
    this.speed = attributes.speed;
    this.releases = attributes.releases;
    this.isProduction = attributes.isProduction;
  }
}
