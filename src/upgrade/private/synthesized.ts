import * as fs from 'fs';
import * as path from 'path';
import { Stack, Stage } from 'aws-cdk-lib';
import { readAssembly } from './read-assembly';
import { readTemplate } from './read-template';
import { StackTemplate } from './template';
import { inputErrorIn } from '../../core/private/input-error';

/** What a directory has of a stage: all of it, or the part that the app around the stage wrote for it. */
export function readStage(place: string, directory: string, stage: Stage): StackTemplate[] {
  const part = stage.artifactId && typeof directory === 'string' ? path.join(directory, stage.artifactId) : undefined;
  return readAssembly(place, 'oldDirectory', part && fs.existsSync(part) ? part : directory);
}

/** Synthesizes an app, or a stage. */
export function readSynthesized(place: string, stage: Stage): StackTemplate[] {
  const { directory, stacksRecursively } = stage.synth();
  const what = stage.parentStage ? 'a Stage' : 'an App';
  if (stacksRecursively.length === 0) { throw inputErrorIn(place, `'app' must have a stack, got ${what} without one`); }
  return readAssembly(place, 'app', directory);
}

/** Synthesizes the app of a stack and reads the template from where it was written. */
export function readStack(place: string, stack: Stack): StackTemplate {
  const { directory } = Stage.of(stack)!.synth();
  return readTemplate(place, 'stack', path.join(directory, stack.templateFile), stack.stackName);
}
