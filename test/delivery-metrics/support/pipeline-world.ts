import * as fc from 'fast-check';

/** How an execution of the pipeline goes. Each step takes as many seconds. */
export interface Run {
  readonly rollback: boolean;
  readonly gap: number;
  readonly buildFails: boolean;
  readonly superseded: boolean;
  /** For each attempt at Production, what happens. */
  readonly attempts: ('goes well' | 'deploy fails' | 'smoke test fails')[];
  readonly afterwards: boolean;
  readonly seconds: number;
}

/** What AWS would have told of a pipeline: its events, and what its API answers afterwards. */
export interface World {
  readonly events: any[];
  readonly executions: { execution: any; actions: any[]; startTime: Date }[];
}

export const STAGE = 'Production';
const START = Date.parse('2026-03-02T08:00:00Z');

export const runs = fc.array(fc.record<Run>({
  rollback: fc.boolean(),
  gap: fc.integer({ min: 1, max: 3000 }),
  buildFails: fc.boolean(),
  superseded: fc.boolean(),
  attempts: fc.array(fc.constantFrom('goes well', 'deploy fails', 'smoke test fails'), { minLength: 1, maxLength: 3 }),
  afterwards: fc.boolean(),
  seconds: fc.integer({ min: 1, max: 900 }),
}), { minLength: 1, maxLength: 8 });

/** One execution after the other, as in a pipeline that queues. */
export function play(history: Run[], pipeline = 'Delivery'): World {
  const world: World = { events: [], executions: [] };
  let clock = START;
  history.forEach((run, index) => {
    clock += run.gap * 1000;
    clock = new Execution(world, pipeline, `e${index}`, run, clock).play();
  });
  return world;
}

/** Tells each thing twice, in an event and in the API. */
class Execution {
  private readonly actions: any[] = [];
  private readonly start: number;
  private attempt = 1;

  constructor(
    private readonly world: World, private readonly pipeline: string, private readonly id: string, private readonly run: Run, private clock: number,
  ) {
    this.start = clock;
  }

  public play(): number {
    const trigger = this.run.rollback ? { 'trigger-type': 'AutomatedRollback' } : { 'trigger-type': 'Webhook' };
    this.tell('Pipeline', { 'state': 'STARTED', 'start-time': iso(this.clock), 'execution-trigger': trigger });
    const status = this.steps();
    const commit = { 'commit-id': `commit-${this.id}`, 'author-date': iso(this.start - 7_200_000), 'branch-name': 'main', 'commit-message': `Change ${this.id}` };
    this.tell('Pipeline', { 'state': status.toUpperCase(), 'execution-trigger': this.run.rollback ? {} : commit });
    this.world.executions.push({
      startTime: new Date(this.start + 345),
      actions: [...this.actions].reverse(),
      execution: {
        pipelineName: this.pipeline,
        pipelineExecutionId: this.id,
        status,
        executionType: this.run.rollback ? 'ROLLBACK' : 'STANDARD',
        artifactRevisions: [{ name: 'Source', revisionId: `commit-${this.id}` }],
      },
    });
    return this.clock;
  }

  /** @returns the status of the execution */
  private steps(): string {
    if (!this.run.rollback) {
      this.act('Source', 'Commit', 'Source', 'Succeeded', {
        outputVariables: { CommitId: `commit-${this.id}`, CommitterDate: iso(this.start - 3_600_000), AuthorDate: iso(this.start - 7_200_000), BranchName: 'main', CommitMessage: `Change ${this.id}` },
      });
      if (this.run.superseded) { return 'Superseded'; }
      this.act('Build', 'Image', 'Build', this.run.buildFails ? 'Failed' : 'Succeeded');
      if (this.run.buildFails) { return 'Failed'; }
    }
    for (const outcome of this.run.attempts) {
      if (this.deploy(outcome)) { return this.afterwards(); }
      this.attempt++;
    }
    return 'Failed';
  }

  private deploy(outcome: string): boolean {
    this.act(STAGE, 'Deploy', 'Build', outcome === 'deploy fails' ? 'Failed' : 'Succeeded', { executionResult: { externalExecutionId: `build-${this.id}-${this.attempt}` } });
    if (outcome !== 'deploy fails') { this.act(STAGE, 'Smoke', 'Build', outcome === 'smoke test fails' ? 'Failed' : 'Succeeded'); }
    const went = outcome === 'goes well';
    this.tell('Stage', { stage: STAGE, state: went ? 'SUCCEEDED' : 'FAILED' });
    return went;
  }

  private afterwards(): string {
    if (!this.run.afterwards) { return 'Succeeded'; }
    this.act('PostDeploy', 'Report', 'Build', 'Failed');
    return 'Failed';
  }

  private act(stage: string, action: string, category: string, status: string, output: any = {}): void {
    const detail = { stage, action, type: { owner: 'AWS', provider: 'CodeBuild', category, version: '1' } };
    const startTime = new Date(this.clock + 120);
    this.tell('Action', { ...detail, state: 'STARTED' });
    this.clock += this.run.seconds * 1000;
    const external = output.executionResult?.externalExecutionId;
    this.tell('Action', { ...detail, state: status.toUpperCase(), ...external && { 'execution-result': { 'external-execution-id': external } } });
    this.actions.push({
      pipelineExecutionId: this.id,
      actionExecutionId: `${this.id}-${this.actions.length}`,
      stageName: stage,
      actionName: action,
      status,
      startTime,
      lastUpdateTime: new Date(this.clock + 870),
      input: { actionTypeId: { category } },
      output,
    });
  }

  private tell(what: string, detail: object): void {
    this.world.events.push({
      'id': `${this.world.events.length}`,
      'source': 'aws.codepipeline',
      'detail-type': `CodePipeline ${what} Execution State Change`,
      'time': iso(this.clock),
      'detail': { 'pipeline': this.pipeline, 'execution-id': this.id, 'version': 1, 'pipeline-execution-attempt': this.attempt, ...detail },
    });
  }
}

const iso = (time: number) => new Date(time).toISOString().replace('.000', '');
