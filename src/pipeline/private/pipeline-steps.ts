import { IConstruct } from 'constructs';
import { requireStepName } from './step-input';
import { inputError, requireAbility, show } from '../../core/private/input-error';
import { requireKinds } from '../../core/private/require-kinds';
import { IPipelineStep } from '../pipeline-step';
import { PipelineTests } from '../pipeline-tests';
import { StandardPipelineProps } from '../standard-pipeline';
import { ITestSuite } from '../test-suite';

/** What runs in which stage, beside the build and the releases. */
export interface StepsByStage {
  readonly build: IPipelineStep[];
  readonly test: IPipelineStep[];
  /** Only where something is released: not for pull requests. */
  readonly releaseTest: IPipelineStep[];
  readonly staging: IPipelineStep[];
  readonly production: IPipelineStep[];
  readonly afterProduction: IPipelineStep[];
}

export function resolveSteps(scope: IConstruct, props: StandardPipelineProps): StepsByStage {
  const { tests = {}, staging, checks = [], afterProduction = [] } = props;
  requireKinds(scope, props, { tests: 'options' });
  if (typeof (tests as Partial<ITestSuite>).asStep === 'function') {
    throw inputError(scope, "'tests' must be suites by name, such as { unit: TestSuite.commands(['npm test']) }, got a suite itself");
  }
  if (tests.endToEnd && !staging) {
    throw inputError(scope, "'endToEnd' must have a stage to test, got no 'staging'. Give the pipeline a 'staging' target, or test production with 'smoke'");
  }
  if (tests.performanceSchedule && !tests.performance) {
    throw inputError(scope, "'performanceSchedule' must come with 'performance', got no performance tests. Say what to run");
  }
  const test = requireSteps(scope, 'checks', checks);
  const releaseTest = stepsOf(scope, { Integration: tests.integration });
  requireDifferentNames(scope, 'checks', [...test, ...releaseTest]);
  requireDifferentNames(scope, 'afterProduction', requireSteps(scope, 'afterProduction', afterProduction));
  return {
    build: stepsOf(scope, { Unit: tests.unit }),
    test,
    releaseTest,
    staging: stepsOf(scope, { EndToEnd: tests.endToEnd }),
    production: stepsOf(scope, { Smoke: tests.smoke, Health: tests.health }),
    afterProduction,
  };
}

/** The performance tests as a step; none when there are none. */
export function performanceStep(scope: IConstruct, { performance }: PipelineTests): IPipelineStep | undefined {
  const [step] = stepsOf(scope, { Performance: performance });
  return step;
}

/** Test suites are called after the prop that holds them. */
function stepsOf(scope: IConstruct, suites: Record<string, ITestSuite | undefined>): IPipelineStep[] {
  return Object.entries(suites).flatMap(([stepName, suite]) => {
    if (suite === undefined) { return []; }
    const prop = `${stepName[0].toLowerCase()}${stepName.slice(1)}`;
    requireAbility(scope, { prop, value: suite, method: 'asStep', expected: "a test suite, such as TestSuite.commands(['npm test'])" });
    return [suite.asStep(stepName)];
  });
}

function requireSteps(scope: IConstruct, prop: string, steps: IPipelineStep[]): IPipelineStep[] {
  requireKinds(scope, { [prop]: steps }, { [prop]: 'list' });
  for (const step of steps) {
    if (Array.isArray(step)) {
      throw inputError(scope, `'${prop}' must be steps in one list, got a list in it. Spread it, such as ...SecurityScan.recommended()`);
    }
    requireAbility(scope, {
      prop, value: step, method: 'bind', expected: "steps, such as SecurityScan.inspectorSource() or TestSuite.commands(['npm test']).asStep('Soak')",
    });
    requireStepName(scope, step.stepName);
  }
  return steps;
}

/** The names are those of actions in one stage. */
function requireDifferentNames(scope: IConstruct, prop: string, steps: IPipelineStep[]): void {
  const names = steps.map(({ stepName }) => stepName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) { return; }
  throw inputError(scope, `'${prop}' must have names that nothing else in the stage has, got ${show(twice)} twice. Give one of them another 'stepName'`);
}
