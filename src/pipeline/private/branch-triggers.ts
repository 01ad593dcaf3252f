import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type { LaneTrigger } from './lane-trigger';

/** Starts the pipeline for the changes of a rule, and for no others. */
export function addTriggers(pipeline: codepipeline.Pipeline, sourceAction: codepipeline.IAction, { push, pullRequest }: LaneTrigger): void {
  if (!push && !pullRequest) { return; }
  pipeline.addTrigger({
    providerType: codepipeline.ProviderType.CODE_STAR_SOURCE_CONNECTION,
    gitConfiguration: { sourceAction, pushFilter: push && [push], pullRequestFilter: pullRequest && [pullRequest] },
  });
  // A filter takes the place of what the action would start for by itself. Whoever made the action may not have known of the filter.
  // https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html
  const template = pipeline.node.defaultChild as codepipeline.CfnPipeline;
  template.addPropertyOverride('Stages.0.Actions.0.Configuration.DetectChanges', false);
}
