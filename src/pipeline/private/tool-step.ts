import { IConstruct } from 'constructs';
import { CommandStep, CommandStepProps } from './command-step';
import { requireStepName } from './step-input';
import { inputError, requirePattern, show } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds } from '../../core/private/require-kinds';
import type { ToolOptions } from '../check-options';
import type { PipelineStage } from '../pipeline-stage';
import type { IPipelineStep } from '../pipeline-step';

/** The file that scripts write their report to; CodeBuild reads no SARIF. https://docs.aws.amazon.com/codebuild/latest/userguide/test-reporting.html */
export const REPORT_FILE = 'devops-report.xml';

/** A tool of somebody else's, in the version and with the checksum that we know. */
export interface PinnedTool {
  readonly value: string;
  readonly sha256: string;
}

export interface ToolStepProps extends Omit<CommandStepProps, 'stepName' | 'commands' | 'advisory' | 'timeout' | 'reports'> {
  /** By default. */
  readonly name: string;
  readonly script: string;
  readonly tool: PinnedTool;
  readonly options: ToolOptions;
  /** Whether the script writes a report; so by default. */
  readonly reports?: boolean;
  /** Refuses what is wrong with the options. */
  readonly check?: (scope: IConstruct) => void;
}

/** Runs a script with a tool. It finds the version in TOOL_VERSION and the checksum in TOOL_SHA256. */
export class ToolStep implements IPipelineStep {
  public readonly stepName: string;

  constructor(private readonly props: ToolStepProps) {
    this.stepName = props.options.stepName ?? props.name;
  }

  public bind(stage: PipelineStage): void {
    const { stepName } = this;
    const { name, script, tool, options, reports = true, check, environment, ...rest } = this.props;
    requireTool(stage.scope, stepName, options);
    check?.(stage.scope);
    if (rest.pulls && !stage.image) { return skipImage(stage); }
    new CommandStep({
      ...rest,
      stepName,
      commands: [script],
      environment: { ...environment, TOOL_VERSION: options.toolVersion ?? tool.value, TOOL_SHA256: options.toolSha256 ?? tool.sha256 },
      advisory: options.advisory,
      timeout: options.timeout,
      reports: reports ? [{ name: 'Findings', files: [REPORT_FILE], format: 'JUNITXML' }] : undefined,
    }).bind(stage);
  }
}

/** Pull requests push no image. Where something is released there has to be one. */
export function skipImage(stage: PipelineStage): void {
  if (stage.releases) {
    throw inputError(stage.scope, "'buildStep' must build an image when images are scanned, got one that builds none. Use BuildStep.dockerImage, or scan the source");
  }
}

function requireTool(scope: IConstruct, stepName: string, options: ToolOptions): void {
  const { timeout, toolVersion, toolSha256 } = options;
  requireStepName(scope, stepName);
  requireKinds(scope, options, { advisory: 'flag' });
  requireDuration(scope, { prop: 'timeout', value: timeout, unit: 'minutes', min: 5, max: 2160, example: 'Duration.minutes(30)' });
  requirePattern(scope, 'toolVersion', toolVersion, /^\d+(\.\d+)+$/, "a version such as '1.2.3'");
  requirePattern(scope, 'toolSha256', toolSha256, /^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case');
  if (toolVersion !== undefined && toolSha256 === undefined) {
    throw inputError(scope, `'toolSha256' must be given with 'toolVersion', got version ${show(toolVersion)} alone. Take it from where the tool is published`);
  }
}
