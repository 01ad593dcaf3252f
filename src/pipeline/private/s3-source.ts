import { Annotations, CfnResource, Token } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { StageName } from './defaults';
import { requireSourceBeside } from './source-action';
import { inputError, requirePattern } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { WarningId } from '../../core/private/warning-ids';
import { IPipelineSource, S3SourceOptions } from '../pipeline-source';

/**
 * Started by the events that S3 sends to EventBridge by itself. The trigger of the L2 hears them from CloudTrail only, which most accounts
 * do not have for the objects of a bucket.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/create-S3-source-events.html
 */
export class S3Source implements IPipelineSource {
  public readonly revision = `#{${StageName.SOURCE}.VersionId}`;

  constructor(private readonly bucket: s3.IBucket, private readonly key: string, private readonly options: S3SourceOptions) {}

  public get onDemand(): IPipelineSource {
    return new S3Source(this.bucket, this.key, { ...this.options, startOnChange: false });
  }

  public bind(scope: Construct, output: codepipeline.Artifact): codepipeline.IAction {
    const { bucket, key } = this;
    requireKinds(scope, this.options, { startOnChange: 'flag' });
    requirePattern(scope, 'key', key ?? '', /^(?!\/)[^]{1,1024}$/, "the key of an object, such as 'releases/shop.zip', without a slash at the start");
    requireSourceBeside(scope, 'bucket', bucket, 'bucketArn', 'an S3 bucket');
    const { startOnChange = true } = this.options;
    const template = bucket.node.defaultChild;
    if (CfnResource.isCfnResource(template)) { requireVersions(scope, bucket, template); }
    if (startOnChange) { this.turnOnEvents(scope, template as s3.CfnBucket | undefined); }

    return new StartedByObject(startOnChange, {
      actionName: 'S3', variablesNamespace: StageName.SOURCE, bucket, bucketKey: key, trigger: actions.S3Trigger.NONE, output,
    });
  }

  private turnOnEvents(scope: Construct, template: s3.CfnBucket | undefined): void {
    if (!template) {
      Annotations.of(scope).addWarningV2(WarningId.BUCKET_EVENTS_NOT_OURS, 'The bucket is not made in this app. Its new objects start the pipeline ' +
        'only if its notifications to EventBridge are on: turn them on where it is made (eventBridgeEnabled: true), then acknowledge this warning.');
      return;
    }
    // Where there are notifications already, a custom resource writes all of them.
    const notifications = () => this.bucket.node.tryFindChild('Notifications');
    if (notifications()) { return this.bucket.enableEventBridgeNotification(); }
    template.addPropertyOverride('NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled', true);
    scope.node.addValidation({
      validate: () => notifications() ? [inputError(scope, "'bucket' must be made with 'eventBridgeEnabled: true', as it has other notifications " +
        `too, got ${this.bucket.node.path} without it. They would turn off the events that start the pipeline`).message] : [],
    });
  }
}

class StartedByObject extends actions.S3SourceAction {
  constructor(private readonly startOnChange: boolean, private readonly source: actions.S3SourceActionProps) {
    super(source);
  }

  protected bound(scope: Construct, stage: codepipeline.IStage, options: codepipeline.ActionBindOptions): codepipeline.ActionConfig {
    if (this.startOnChange) {
      new events.Rule(scope, 'Uploaded', {
        description: 'Starts a pipeline for a new version of its source',
        eventPattern: {
          source: ['aws.s3'],
          detailType: ['Object Created'],
          detail: { bucket: { name: [this.source.bucket.bucketName] }, object: { key: [this.source.bucketKey] } },
        },
        targets: [new targets.CodePipeline(stage.pipeline)],
      });
    }
    return super.bound(scope, stage, options);
  }
}

/** CodePipeline takes versions of an object. */
function requireVersions(scope: Construct, bucket: s3.IBucket, template: CfnResource): void {
  const { versioningConfiguration } = template as s3.CfnBucket;
  if (versioningConfiguration !== undefined || Token.isUnresolved(versioningConfiguration)) { return; }
  throw inputError(scope, `'bucket' must keep versions, got ${bucket.node.path} without them. Make it with 'versioned: true'`);
}
