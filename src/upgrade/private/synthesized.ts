import * as fs from 'fs';
import * as path from 'path';
import { Stack, Stage } from 'aws-cdk-lib';
import { readAssembly } from './read-assembly';
import { readTemplate } from './read-template';
import { StackTemplate } from './template';

/** What a directory has of a stage: all of it, or the part that the app around the stage wrote for it. */
export function readStage(place: string, directory: string, stage: Stage): StackTemplate[] {
  const part = stage.artifactId && typeof directory === 'string' ? path.join(directory, stage.artifactId) : undefined;
  return readAssembly(place, 'oldDirectory', part && fs.existsSync(part) ? part : directory);
}

/** Synthesizes the app of a stack and reads the template from where it was written. */
export function readStack(place: string, stack: Stack): StackTemplate {
  const { directory } = Stage.of(stack)!.synth();
  return readTemplate(place, 'stack', path.join(directory, stack.templateFile), stack.stackName);
}
