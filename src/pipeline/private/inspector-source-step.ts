import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import { IConstruct } from 'constructs';
import { InspectorAction } from './inspector-action';
import { requireStepName } from './step-input';
import { inputError, requireInRange, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { InspectorScanOptions } from '../check-options';
import { PipelineStage } from '../pipeline-stage';
import { IPipelineStep } from '../pipeline-step';

/** Where the L2 keeps what a full clone needs; both are internal there, and ScriptAction reads them too. */
const CLONED = [actions.CodeStarConnectionsSourceAction._CONNECTION_ARN_PROPERTY, actions.CodeCommitSourceAction._FULL_CLONE_ARN_PROPERTY];

export class InspectorSourceStep implements IPipelineStep {
  public readonly stepName: string;

  constructor(private readonly options: InspectorScanOptions) {
    this.stepName = options.stepName ?? 'InspectorSource';
  }

  public bind({ scope, codePipelineStage, source, runOrder }: PipelineStage): void {
    requireInspectorOptions(scope, this.stepName, this.options);
    if (CLONED.some((property) => source.getMetadata(property) !== undefined)) {
      throw inputError(scope, "'source' must come as files for Amazon Inspector, got one with 'fullClone', which only CodeBuild can read. " +
        "Leave 'fullClone' out, or scan with SecurityScan.trivy()");
    }
    codePipelineStage.addAction(new InspectorAction(scope, {
      actionName: this.stepName, runOrder, input: source, options: this.options, configuration: { InspectorRunMode: 'SourceCodeScan' },
    }));
  }
}

export function requireInspectorOptions(scope: IConstruct, stepName: string, options: InspectorScanOptions): void {
  const { advisory, critical, high, medium, low } = options;
  requireStepName(scope, stepName);
  requireKinds(scope, options, { advisory: 'flag' });
  for (const [prop, value] of Object.entries({ critical, high, medium, low })) {
    requireInRange(scope, { prop, value, min: 0, integer: true });
    if (advisory && value !== undefined) {
      throw inputError(scope, `'${prop}' must not be given with 'advisory', got ${show(value)}. An advisory scan lets everything pass: leave one of them out`);
    }
  }
}
