import { Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import { COMMITS_SCRIPT } from './private/commits-script';
import { OWN_SOURCE } from './private/own-events';
import { isStreamName, STREAM_NAME } from './private/service-stream';
import { inShell } from '../core/private/in-shell';
import { inputErrorIn, show } from '../core/private/input-error';

/**
 * Tells which commits an execution of a pipeline brings, so that the lead time of each of them is known and not only that of the newest one.
 *
 * A `StandardPipeline` with `deliveryMetrics` and a source with `fullClone` does so by itself.
 */
export class DoraCommits {
  /**
   * Commands for a build of CodeBuild that a pipeline starts with a full clone of its source. They take seconds, need bash, git, jq and the AWS
   * CLI, which the images of CodeBuild have, and never fail the build: what they could not tell is in its log.
   *
   * At most the 1,000 newest commits are told. Give the action the environment variable `EXECUTION_ID` with the value
   * `#{codepipeline.PipelineExecutionId}`; without it, the execution is found by its commit.
   *
   * @param service the name of the service in `DoraMetrics`
   * @param environment one of its environments; by default all of them
   */
  public static commands(service: string, environment?: string): string[] {
    requireName('service', service);
    if (environment !== undefined) { requireName('environment', environment); }
    const variables = [`MEASURED_SERVICE=${inShell(service)}`, `MEASURED_ENVIRONMENT=${inShell(environment ?? '')}`];
    return [`${variables.join(' ')} bash -c ${inShell(COMMITS_SCRIPT)} || echo 'The commits are not told to the delivery metrics; see above. The build goes on.' >&2`];
  }

  /**
   * Allows what the commands do: to list executions of the pipeline, and to put events with the source `devops.dora` on the default bus beside it.
   *
   * @param grantee such as the project that runs the commands
   * @param pipeline which starts it
   */
  public static grantReport(grantee: iam.IGrantable, pipeline: codepipeline.IPipeline): iam.Grant {
    if (typeof pipeline?.pipelineArn !== 'string') {
      throw inputErrorIn('DoraCommits.grantReport', `'pipeline' must be a pipeline; of a StandardPipeline, pass its .pipeline, got ${show(pipeline)}`);
    }
    if (grantee?.grantPrincipal === undefined) {
      throw inputErrorIn('DoraCommits.grantReport', `'grantee' must be somebody to grant it to, such as a project of CodeBuild, got ${show(grantee)}`);
    }
    const bus = Stack.of(pipeline).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    return iam.Grant.addToPrincipal({
      grantee, actions: ['events:PutEvents'], resourceArns: [bus], conditions: { StringEquals: { 'events:source': OWN_SOURCE } },
    }).combine(iam.Grant.addToPrincipal({ grantee, actions: ['codepipeline:ListPipelineExecutions'], resourceArns: [pipeline.pipelineArn] }));
  }

  private constructor() {}
}

function requireName(prop: string, name: unknown): void {
  if (isStreamName(name)) { return; }
  throw inputErrorIn('DoraCommits.commands', `'${prop}' must be ${STREAM_NAME}, got ${show(name)}`);
}
