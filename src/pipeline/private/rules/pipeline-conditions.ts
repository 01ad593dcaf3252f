import { Annotations, CfnResource, IResolveContext, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { Construct } from 'constructs';
import { problemsOfStages, warningsOfStages } from './condition-checks';
import { DeclaredConditions, DeclaredRule, DeclaredStage } from './declared-stage';
import { requireList } from './rule-checks';
import { RuleDeclaration } from './rule-kind';
import { RuleRoles } from './rule-roles';
import { StagePoint } from './stage-point';
import { inputError, inputErrorIn, requirePattern, show } from '../../../core/private/input-error';
import { requireMember } from '../../../core/private/require-kinds';
import { resolvedPropertyOf } from '../../../core/private/resource-properties';
import { EntryResult, SuccessResult } from '../../stage-conditions';
import { StageRule } from '../../stage-rule';

/** @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Condition.html */
const MAX_RULES = 5;

const LONGEST_NAME = 100;

/**
 * The conditions of a pipeline's stages. They go into the template by the names of the stages: overrides by number would end up at another
 * stage as soon as one is added before it.
 */
export class PipelineConditions extends Construct {
  public static of(pipeline: codepipeline.Pipeline): PipelineConditions {
    requirePipeline(pipeline);
    return pipeline.node.tryFindChild(PipelineConditions.ID) as PipelineConditions | undefined ?? new PipelineConditions(pipeline);
  }

  private static readonly ID = 'StageConditions';

  private readonly byStage = new Map<string, Partial<Record<StagePoint, DeclaredConditions>>>();
  private readonly ruleNames = new Set<string>();
  private readonly resource: codepipeline.CfnPipeline;
  private readonly plainStages: codepipeline.CfnPipeline['stages'];
  private roles?: RuleRoles;

  private constructor(private readonly pipeline: codepipeline.Pipeline) {
    super(pipeline, PipelineConditions.ID);
    this.resource = pipeline.node.defaultChild as codepipeline.CfnPipeline;
    this.plainStages = this.resource.stages;
    // Uncached, for what is cached is made without a context, and resolved without it references to other stacks would be missed.
    this.resource.stages = Lazy.uncachedAny({ produce: (context: IResolveContext) => this.withConditions(context.resolve(this.plainStages)) });
    this.node.addValidation({ validate: () => this.validateStages() });
  }

  public requireStageName(stageName: string): void {
    if (stageName === undefined || Token.isUnresolved(stageName)) {
      throw inputError(this.pipeline, `'stageName' must be a name that is known at synth, got ${stageName === undefined ? 'nothing' : 'a token'}. Use a literal text`);
    }
    requirePattern(this.pipeline, 'stageName', stageName, /^[\w.@-]{1,100}$/, "the name of a stage, 1 to 100 letters, digits or any of '.@-_'");
  }

  public add(stageName: string, point: StagePoint.ENTRY | StagePoint.SUCCESS, rules: StageRule[], result: string): void {
    const [members, name] = point === StagePoint.ENTRY ? [EntryResult, 'EntryResult'] : [SuccessResult, 'SuccessResult'];
    requireMember(this.pipeline, 'result', result, members, name);
    this.set(stageName, point, { conditions: [{ result, rules: this.render(stageName, point, rules) }] });
  }

  public addRollback(stageName: string, rules?: StageRule[]): void {
    this.set(stageName, StagePoint.FAILURE, rules
      ? { conditions: [{ result: 'ROLLBACK', rules: this.render(stageName, StagePoint.FAILURE, rules) }] }
      : { result: 'ROLLBACK' });
  }

  public addRetry(stageName: string, mode: codepipeline.RetryMode): void {
    requireMember(this.pipeline, 'mode', mode, codepipeline.RetryMode, 'codepipeline.RetryMode');
    this.set(stageName, StagePoint.FAILURE, { result: 'RETRY', retryConfiguration: { retryMode: mode } });
  }

  private set(stageName: string, point: StagePoint, conditions: DeclaredConditions): void {
    const points = this.byStage.get(stageName) ?? {};
    if (points[point]) {
      throw inputError(this.pipeline, `'${point}' must be said once for a stage, got it again for ${stageName}. Pass all rules together`);
    }
    this.byStage.set(stageName, { ...points, [point]: conditions });
  }

  private render(stageName: string, point: StagePoint, rules: StageRule[]): DeclaredRule[] {
    requireList(this.pipeline, { prop: 'rules', values: rules, max: MAX_RULES, what: 'rules', fix: 'CodePipeline takes no more for one condition' });
    this.roles ??= new RuleRoles(this.pipeline);
    const place = { pipeline: this.pipeline, stageName, roles: this.roles };
    const declarations = rules.flatMap((rule) => {
      if (!(rule as StageRule | undefined)?._kind) {
        throw inputError(this.pipeline, `'rules' must be rules such as StageRule.alarms([alarm]), got ${rule?.constructor?.name ?? show(rule)}`);
      }
      return rule._kind.bind(place);
    });
    if (declarations.length > MAX_RULES) {
      throw inputError(this.pipeline, `'rules' must be at most ${MAX_RULES} for a condition, each alarm counted, got ${declarations.length} for ${stageName}. ` +
        'Combine alarms in a CompositeAlarm');
    }
    return declarations.map((declaration) => this.declare(stageName, point, declaration));
  }

  private declare(stageName: string, point: StagePoint, { provider, configuration, commands, inputs, roleArn }: RuleDeclaration): DeclaredRule {
    return {
      name: this.nameFor(`${stageName}-${point}-${provider}`),
      // Without a version CDK writes none, and with a role of none the pipeline's own is used, which may do nothing of this.
      ruleTypeId: { category: 'Rule', owner: 'AWS', provider, version: '1' },
      configuration,
      commands,
      inputArtifacts: inputs?.map((input) => ({ name: Lazy.string({ produce: () => input.artifactName }) })),
      region: Stack.of(this.pipeline).region,
      roleArn,
    };
  }

  /** A pipeline has no two rules of a name. */
  private nameFor(wanted: string): string {
    const cut = (suffix: string) => `${wanted.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
    let name = cut('');
    for (let number = 2; this.ruleNames.has(name); number++) { name = cut(`-${number}`); }
    this.ruleNames.add(name);
    return name;
  }

  private withConditions(stages: DeclaredStage[]): DeclaredStage[] {
    return stages.map((stage) => ({ ...stage, ...this.byStage.get(stage.name) }));
  }

  private validateStages(): string[] {
    const stages: DeclaredStage[] = Stack.of(this).resolve(this.plainStages);
    const all: DeclaredStage[] = Stack.of(this).resolve(this.withConditions(stages));
    const pipelineType = resolvedPropertyOf(this.resource, 'PipelineType') ?? 'V1';
    const executionMode = resolvedPropertyOf(this.resource, 'ExecutionMode') ?? 'SUPERSEDED';
    warningsOfStages(all).forEach(({ id, text }) => Annotations.of(this.pipeline).addWarningV2(id, text));
    return [...this.problemsOfNames(stages), ...problemsOfStages(all, { pipelineType, executionMode })]
      .map((problem) => inputError(this.pipeline, problem).message);
  }

  private problemsOfNames(stages: DeclaredStage[]): string[] {
    return [...this.byStage].flatMap(([stageName, points]) => {
      const stage = stages.find(({ name }) => name === stageName);
      if (!stage) {
        const names = stages.map(({ name }) => name).join(', ');
        return [`'stageName' must be the name of a stage of the pipeline (${names}), got ${show(stageName)}. Use one of them, or add the stage`];
      }
      return (Object.keys(points) as StagePoint[]).filter((point) => stage[point]).map((point) =>
        `'${point}' must be said once for a stage, got it for ${stageName} here and where the stage is made. Remove one of them`);
    });
  }
}

/** Fails for whatever has no stages that could be changed. */
function requirePipeline(pipeline: codepipeline.Pipeline | undefined): void {
  if (!pipeline?.node) { throw inputErrorIn('StageConditions.on', `'pipeline' must be a codepipeline.Pipeline, got ${show(pipeline)}. Pass the pipeline itself`); }
  if (typeof (pipeline as unknown as { buildPipeline?: unknown }).buildPipeline === 'function') {
    throw inputError(pipeline, "'pipeline' must be the pipeline inside of a CDK Pipelines CodePipeline, got that itself. Call its buildPipeline() and pass its '.pipeline'");
  }
  if ((pipeline as { pipeline?: Construct }).pipeline?.node) {
    throw inputError(pipeline, `'pipeline' must be a codepipeline.Pipeline, got ${show(pipeline)}. Pass its '.pipeline'`);
  }
  const resource = pipeline.node.defaultChild;
  if (resource && CfnResource.isCfnResource(resource) && resource.cfnResourceType === 'AWS::CodePipeline::Pipeline') { return; }
  throw inputError(pipeline, "'pipeline' must be a codepipeline.Pipeline that is made in this app, got something else. Give a pipeline its conditions where it is made");
}
