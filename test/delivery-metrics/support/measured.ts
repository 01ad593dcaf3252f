import { Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { DoraMetrics } from '../../../src';

/** An imported pipeline in the stack. */
export function pipelineIn(stack: Stack, name: string): codepipeline.IPipeline {
  return codepipeline.Pipeline.fromPipelineArn(stack, name, stack.formatArn({ service: 'codepipeline', resource: name }));
}

/** Adds services that a pipeline each delivers. */
export function measure(dora: DoraMetrics, ...services: string[]): void {
  services.forEach((service) => dora.addPipeline(pipelineIn(Stack.of(dora), `${service.replace(/\W/g, '')}Pipeline`), { service }));
}
