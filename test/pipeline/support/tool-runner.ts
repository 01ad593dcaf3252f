import { Template } from 'aws-cdk-lib/assertions';
import { environmentOf, pipelineIn, projectOf } from './pipelines';
import { Answer, runScript, ScriptResult } from './script-runner';
import { IPipelineStep } from '../../../src/pipeline';
import { ContainerRepository } from '../../../src/registry';
import { prodStack } from '../../support/stacks';

/** What stands in for Python: an environment is made of files that do nothing, and a download is one file. */
const PYTHON = `
python3() {
  case "$3" in
    download) touch "$tools/tool.whl" ;;
    *) mkdir -p "$3/bin"; printf '#!/bin/bash\\n' > "$3/bin/python"; chmod +x "$3/bin/python" ;;
  esac
}
`;

export interface ToolRun {
  readonly step: IPipelineStep | ((images: ContainerRepository) => IPipelineStep);
  readonly environment?: Record<string, string>;
  readonly stubs?: string[];
  readonly answers?: Record<string, Answer | Answer[]>;
  /** Run before the script, such as functions that stand in for tools. */
  readonly prelude?: string;
  readonly directories?: string[];
}

/** Runs what CodeBuild would run for a step of the Test stage; nothing is downloaded. */
export function runTool({ step, environment, stubs = [], answers, prelude = '', directories }: ToolRun): ScriptResult {
  const stack = prodStack();
  const made = typeof step === 'function' ? step(new ContainerRepository(stack, 'Scanned')) : step;
  pipelineIn(stack, { checks: [made] });
  const project = projectOf(Template.fromStack(stack), `Test${made.stepName}`);
  const [script] = buildSpecIn(project).phases.build.commands;
  return runScript({
    script: `${PYTHON}\n${prelude}\n${script}`,
    environment: { ...environmentOf(project), ...environment },
    stubs: ['curl', 'tar', 'sha256sum', ...stubs],
    answers,
    directories,
  });
}

/** The buildspec of a project, with ARNs in it. */
export function buildSpecIn(project: any): any {
  const { BuildSpec } = project.Source;
  if (typeof BuildSpec === 'string') { return JSON.parse(BuildSpec); }
  return JSON.parse(BuildSpec['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : 'arn').join(''));
}

/** A tool that ends with a status. */
export const ending = (tool: string, status: number) => `${tool}() { return ${status}; }`;
