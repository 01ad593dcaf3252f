import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { addScriptDeployment, deployActionName } from './deploy-action';
import { requireArtifact, requireSamePlace, resolveWait } from './deploy-checks';
import { allow } from './ecs-release';
import { PATH_IN_ARTIFACT } from './path-in-artifact';
import { S3_WEBSITE_SCRIPT } from './s3-website-script';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { inputError, requireAbility, requirePattern, show } from '../../core/private/input-error';
import { nameOf } from '../../core/private/name-of';
import { requireKinds } from '../../core/private/require-kinds';
import { IDeployTarget } from '../deploy-target';
import { PipelineStage } from '../pipeline-stage';
import { S3WebsiteOptions } from '../s3-website-options';

export class S3WebsiteTarget implements IDeployTarget {
  constructor(private readonly bucket: s3.IBucket, private readonly options: S3WebsiteOptions) {}

  public bind(stage: PipelineStage): void {
    const { bucket } = this;
    requireAbility(stage.scope, { prop: 'bucket', value: bucket, method: 'arnForObjects', expected: 'an s3.Bucket' });
    requireOptions(stage, this.options);
    const { directory = '.', keyPrefix, distribution, immutableFiles = [], keepFiles = [] } = this.options;
    const input = requireArtifact(stage);
    const timeout = resolveWait(stage, this.options.timeout, Duration.hours(1));
    // Names of buckets are the same everywhere: only the account matters, for nothing lets the pipeline into another one.
    requireSamePlace(stage, { what: 'a bucket', name: bucket.node.path, env: { account: bucket.env.account, region: Stack.of(stage.scope).region } });

    const project = addScriptDeployment(stage, {
      actionName: deployActionName(stage, nameOf(bucket)),
      description: `Publishes a site to ${bucket.node.path}`,
      script: S3_WEBSITE_SCRIPT,
      environment: {
        BUCKET: bucket.bucketName,
        DIRECTORY: directory,
        ...keyPrefix && { KEY_PREFIX: keyPrefix },
        ...immutableFiles.length > 0 && { IMMUTABLE_FILES: immutableFiles.join('\n') },
        ...keepFiles.length > 0 && { KEEP_FILES: keepFiles.join('\n') },
        ...distribution && { DISTRIBUTION: distribution.distributionId },
      },
      timeout,
      input,
    });
    allowToPublish(project, { bucket, keyPrefix, distribution });
  }
}

function requireOptions({ scope }: PipelineStage, options: S3WebsiteOptions): void {
  requireKinds(scope, { options }, { options: 'options' });
  requireKinds(scope, options, { directory: 'text', keyPrefix: 'text', immutableFiles: 'list', keepFiles: 'list' });
  requirePattern(scope, 'directory', options.directory, PATH_IN_ARTIFACT, 'a path below the root of the build artifact');
  requirePattern(scope, 'keyPrefix', options.keyPrefix, /^(?!.*\.\.)[\w!.()'-]+(\/[\w!.()'-]+)*$/, "a prefix such as 'docs/v2', without slashes around it");
  for (const prop of ['immutableFiles', 'keepFiles'] as const) {
    (options[prop] ?? []).forEach((pattern) => {
      if (typeof pattern === 'string' && /^[^\n]+$/.test(pattern)) { return; }
      throw inputError(scope, `'${prop}' must be a list of patterns such as 'assets/*', got ${show(pattern)}`);
    });
  }
  if (options.distribution !== undefined && !options.distribution?.distributionId) {
    throw inputError(scope, "'distribution' must be a cloudfront.Distribution");
  }
}

interface Publication {
  readonly bucket: s3.IBucket;
  readonly keyPrefix?: string;
  readonly distribution?: cloudfront.IDistribution;
}

/** A policy apart from the role's own, so that what is acknowledged here hides nothing that somebody adds there. */
function allowToPublish(project: codebuild.PipelineProject, { bucket, keyPrefix, distribution }: Publication): void {
  const files = bucket.arnForObjects(keyPrefix ? `${keyPrefix}/*` : '*');
  const policy = new iam.Policy(project, 'Release', {
    roles: [project.role!],
    statements: [
      allow(['s3:ListBucket'], [bucket.bucketArn]),
      allow(['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'], [files]),
      ...bucket.encryptionKey ? [allow(['kms:GenerateDataKey', 'kms:Decrypt'], [bucket.encryptionKey.keyArn])] : [],
      ...distribution ? [allow(['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'], [arnOf(distribution)])] : [],
    ],
  });
  acknowledgeWildcards(policy, [], [files], 'The files of the site have the names that the build gives them.');
}

function arnOf(distribution: cloudfront.IDistribution): string {
  return Stack.of(distribution).formatArn({
    service: 'cloudfront', region: '', resource: 'distribution', resourceName: distribution.distributionId, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
