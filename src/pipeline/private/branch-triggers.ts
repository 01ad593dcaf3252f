import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { BranchRule } from '../branch-strategy';

/** Starts the pipeline for the changes of a rule, and for no others. */
export function addTriggers(_pipeline: codepipeline.Pipeline, _sourceAction: codepipeline.IAction, _rule: BranchRule): void {
}
