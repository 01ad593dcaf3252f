import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CommandStep } from './command-step';
import { PIPELINE_DEFAULTS } from './defaults';
import { HTTP_CHECK_SCRIPT } from './http-check-script';
import { requireStepName } from './step-input';
import { inputError, requireInRange, requirePattern } from '../../core/private/input-error';
import { requireDuration } from '../../core/private/require-duration';
import { requireKinds } from '../../core/private/require-kinds';
import type { PipelineStage } from '../pipeline-stage';
import type { IPipelineStep } from '../pipeline-step';
import { HttpCheckOptions, ITestSuite } from '../test-suite';

/** Attempts, the waits between them, and the start of the machine. */
const SPARE_MINUTES = 10;

export class HttpSuite implements ITestSuite {
  constructor(private readonly url: string, private readonly options: HttpCheckOptions) {}

  public asStep(stepName: string): IPipelineStep {
    const bind = (stage: PipelineStage) => {
      requireStepName(stage.scope, stepName);
      requireCheck(stage.scope, this.url, this.options);
      this.step(stepName).bind(stage);
    };
    return { stepName, bind };
  }

  private step(stepName: string): IPipelineStep {
    const { expectedStatus = 200, expectedText = '', advisory, attempts, interval, requestTimeout } = { ...PIPELINE_DEFAULTS.httpCheck, ...this.options };
    const longest = Math.ceil(attempts * (interval.toSeconds() + requestTimeout.toSeconds()) / 60);
    return new CommandStep({
      stepName,
      description: `Asks an address until it answers with ${expectedStatus}`,
      commands: [HTTP_CHECK_SCRIPT],
      environment: {
        CHECK_URL: this.url,
        CHECK_STATUS: String(expectedStatus),
        CHECK_TEXT: expectedText,
        CHECK_ATTEMPTS: String(attempts),
        CHECK_INTERVAL: String(interval.toSeconds()),
        CHECK_TIMEOUT: String(requestTimeout.toSeconds()),
      },
      timeout: Duration.minutes(longest + SPARE_MINUTES),
      advisory,
    });
  }
}

function requireCheck(scope: IConstruct, url: string, options: HttpCheckOptions): void {
  const { expectedStatus, expectedText, attempts, interval, requestTimeout } = options;
  const address = "an address that starts with 'https://' or 'http://'";
  if (url === undefined) { throw inputError(scope, `'url' must be ${address}, got undefined`); }
  requirePattern(scope, 'url', url, /^https?:\/\/\S+$/, address);
  requireKinds(scope, options, { advisory: 'flag' });
  requireInRange(scope, { prop: 'expectedStatus', value: expectedStatus, min: 100, max: 599, integer: true });
  requirePattern(scope, 'expectedText', expectedText, /^[^\r\n]+$/, 'a text in one line');
  requireInRange(scope, { prop: 'attempts', value: attempts, min: 1, max: 100, integer: true });
  for (const [prop, value] of Object.entries({ interval, requestTimeout })) {
    requireDuration(scope, { prop, value, unit: 'seconds', min: 1, max: 300, example: 'Duration.seconds(10)' });
    if (value?.isUnresolved()) { throw inputError(scope, `'${prop}' must be known when the app is synthesized, got a token. Say it in seconds`); }
  }
}
