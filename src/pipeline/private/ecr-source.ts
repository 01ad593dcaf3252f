import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { Construct } from 'constructs';
import { PIPELINE_DEFAULTS, StageName } from './defaults';
import { requireSourceBeside } from './source-action';
import { requirePattern } from '../../core/private/input-error';
import { EcrSourceOptions, IPipelineSource } from '../pipeline-source';

/** @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html */
const TAG = /^\w[\w.-]{0,127}$/;

/** The L2 hears the events that Amazon ECR sends by itself: no CloudTrail, nothing polls. */
export class EcrSource implements IPipelineSource {
  public readonly revision = `#{${StageName.SOURCE}.ImageDigest}`;

  constructor(private readonly repository: ecr.IRepository, private readonly options: EcrSourceOptions) {}

  public bind(scope: Construct, output: codepipeline.Artifact): codepipeline.IAction {
    const { tag = PIPELINE_DEFAULTS.imageTag } = this.options;
    requirePattern(scope, 'tag', tag, TAG, "one tag of an image, such as 'latest': 1 to 128 letters, digits or any of '._-'");
    requireSourceBeside(scope, 'repository', this.repository, 'repositoryUri', "an ECR repository (of a ContainerRepository, its '.repository')");
    return new actions.EcrSourceAction({
      actionName: 'ECR', variablesNamespace: StageName.SOURCE, repository: this.repository, imageTag: tag, output,
    });
  }
}
