import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../../core/private/acknowledge';
import { acknowledgeWildcards } from '../../core/private/acknowledge-wildcards';
import { InspectorScanOptions } from '../check-options';

export interface InspectorActionProps {
  readonly actionName: string;
  readonly runOrder: number;
  readonly input?: codepipeline.Artifact;
  readonly options: InspectorScanOptions;
  /** As the action calls it, beside the thresholds. */
  readonly configuration: Record<string, string>;
  /** What the scan may do beside scanning. */
  readonly statements?: iam.PolicyStatement[];
}

/**
 * The action of the L2 with other permissions: that one writes the log group, which is named after the pipeline, into the role that the pipeline
 * itself waits for, so that neither can be made first.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-InspectorScan.html
 */
export class InspectorAction extends actions.Action {
  constructor(private readonly holder: Construct, private readonly props: InspectorActionProps) {
    super({
      actionName: props.actionName,
      runOrder: props.runOrder,
      category: codepipeline.ActionCategory.INVOKE,
      provider: 'InspectorScan',
      artifactBounds: { minInputs: 0, maxInputs: 1, minOutputs: 1, maxOutputs: 1 },
      inputs: props.input && [props.input],
      outputs: [new codepipeline.Artifact()],
    });
  }

  protected bound(_scope: Construct, stage: codepipeline.IStage, { role }: codepipeline.ActionBindOptions): codepipeline.ActionConfig {
    this.allow(role, stage.pipeline);
    return { configuration: { ...this.props.configuration, ...thresholds(this.props.options) } };
  }

  /** The pipeline's own role reads and writes its artifacts anyway. */
  private allow(role: iam.IRole, pipeline: codepipeline.IPipeline): void {
    const logGroup = Stack.of(this.holder).formatArn({
      service: 'logs', resource: 'log-group', resourceName: `/aws/codepipeline/${pipeline.pipelineName}`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const policy = new iam.Policy(this.holder, 'Policy', {
      statements: [
        new iam.PolicyStatement({ actions: ['inspector-scan:ScanSbom'], resources: ['*'] }),
        new iam.PolicyStatement({ actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup, `${logGroup}:*`] }),
        ...this.props.statements ?? [],
      ],
      roles: [role],
    });
    acknowledge(policy, { 'AwsSolutions-IAM5[Resource::*]': 'inspector-scan:ScanSbom and ecr:GetAuthorizationToken know no resource.' });
    acknowledgeWildcards(policy, [], [`${logGroup}:*`], 'CodePipeline makes up the names of its log streams.');
  }
}

/** With none, the action does not fail whatever it finds. */
function thresholds({ advisory, critical = 0, high = 0, medium, low }: InspectorScanOptions): Record<string, number | undefined> {
  return advisory ? {} : { CriticalThreshold: critical, HighThreshold: high, MediumThreshold: medium, LowThreshold: low };
}
