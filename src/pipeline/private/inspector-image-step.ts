import * as iam from 'aws-cdk-lib/aws-iam';
import { CommandsProject } from './commands-project';
import { InspectorAction } from './inspector-action';
import { requireInspectorOptions } from './inspector-source-step';
import { skipImage } from './tool-step';
import { requireAbility } from '../../core/private/input-error';
import { IContainerRepository } from '../../registry';
import { InspectorScanOptions } from '../check-options';
import { PipelineStage } from '../pipeline-stage';
import { IPipelineStep } from '../pipeline-step';

/** What AWS grants to an action that pulls images. */
const PULL = ['ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage', 'ecr:BatchCheckLayerAvailability'];

/** The action knows tags only. IMAGE is `repository@sha256:…`; REPOSITORY_URI, REPOSITORY_NAME, REGISTRY_ID and REPOSITORY_REGION say where it is to be. */
const FIND_TAG = `
set -euo pipefail
if [[ "$IMAGE" != "$REPOSITORY_URI@sha256:"* ]]; then
  echo "The image is not one of $REPOSITORY_URI: $IMAGE" >&2
  exit 1
fi
IMAGE_TAG="$(aws ecr describe-images --region "$REPOSITORY_REGION" --registry-id "$REGISTRY_ID" --repository-name "$REPOSITORY_NAME" \\
  --image-ids "imageDigest=\${IMAGE##*@}" --query 'imageDetails[0].imageTags[0]' --output text)"
if [[ ! "$IMAGE_TAG" =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]*$ || "$IMAGE_TAG" == None ]]; then
  echo "The image has no tag, and Amazon Inspector finds images by their tags only: $IMAGE" >&2
  exit 1
fi
export IMAGE_TAG
echo "Scanning $IMAGE as $IMAGE_TAG"
`.trim();

export class InspectorImageStep implements IPipelineStep {
  public readonly stepName: string;

  constructor(private readonly images: IContainerRepository, private readonly options: InspectorScanOptions) {
    this.stepName = options.stepName ?? 'InspectorImage';
  }

  public bind(stage: PipelineStage): void {
    const { scope, codePipelineStage, runOrder } = stage;
    requireAbility(scope, { prop: 'repository', value: this.images, method: 'grantPull', expected: 'a repository, such as a ContainerRepository' });
    requireInspectorOptions(scope, this.stepName, this.options);
    if (!stage.image) { return skipImage(stage); }
    const imageTag = this.findTag(stage, stage.image);
    const { repository } = this.images;
    codePipelineStage.addAction(new InspectorAction(scope, {
      actionName: this.stepName,
      runOrder: runOrder + 1,
      options: this.options,
      configuration: { InspectorRunMode: 'ECRImageScan', ECRRepositoryName: repository.repositoryName, ImageTag: imageTag },
      statements: [
        new iam.PolicyStatement({ actions: PULL, resources: [repository.repositoryArn] }),
        new iam.PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
      ],
    }));
  }

  private findTag(stage: PipelineStage, image: string): string {
    const { repository } = this.images;
    const finder = new CommandsProject(stage.scope, 'Tag', {
      description: 'Finds a tag of the image that Amazon Inspector scans',
      commands: [FIND_TAG],
      environment: {
        REPOSITORY_URI: repository.repositoryUri,
        REPOSITORY_NAME: repository.repositoryName,
        REPOSITORY_REGION: repository.env.region,
        REGISTRY_ID: repository.env.account,
      },
      exports: ['IMAGE_TAG'],
    });
    finder.project.addToRolePolicy(new iam.PolicyStatement({ actions: ['ecr:DescribeImages'], resources: [repository.repositoryArn] }));
    const variablesNamespace = `${this.stepName.replace(/\./g, '-')}Tag`;
    finder.addTo(stage, { actionName: `${this.stepName}Tag`.slice(-100), variablesNamespace, environmentVariables: { IMAGE: { value: image } } });
    return `#{${variablesNamespace}.IMAGE_TAG}`;
  }
}
