import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { inputError, requireAbility, show } from '../../core/private/input-error';

/** What is asked of CodePipeline. */
export const READ_EXECUTIONS = ['codepipeline:GetPipelineExecution', 'codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions'];

/** The kinds of events that say how an execution goes. */
export const PIPELINE_EVENTS = ['Pipeline', 'Stage', 'Action'].map((level) => `CodePipeline ${level} Execution State Change`);

/** Fails for what is no pipeline; other things of AWS have changes of state, too. */
export function requirePipeline(scope: Construct, pipeline: codepipeline.IPipeline): void {
  const expected = 'a pipeline; of a StandardPipeline, pass its .pipeline';
  requireAbility(scope, { prop: 'pipeline', value: pipeline, method: 'onStateChange', expected });
  if (typeof pipeline.pipelineArn !== 'string') { throw inputError(scope, `'pipeline' must be ${expected}, got ${show(pipeline)}`); }
}
