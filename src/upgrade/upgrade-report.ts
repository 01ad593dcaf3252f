import { Stack, Stage } from 'aws-cdk-lib';
import { changesLike, changesNamed, sayWhich, unaccepted, unsafeError } from './private/acceptance';
import { compareStacks } from './private/compare-stacks';
import { byUrgency, describeChanges, LoneStacks } from './private/describe';
import { compare } from './private/moves';
import { readAssembly } from './private/read-assembly';
import { readTemplate, templateFrom } from './private/read-template';
import { pairStacks } from './private/stack-pairs';
import { readStack, readStage, readSynthesized } from './private/synthesized';
import { StackTemplate } from './private/template';
import { UpgradeChange } from './upgrade-change';
import { UpgradeEffect } from './upgrade-effect';
import { AssertSafeOptions, UpgradeReportOptions } from './upgrade-report-options';
import { inputErrorIn, show } from '../core/private/input-error';

/**
 * What an upgrade does to deployed resources: compares templates from before and after, and says of each resource whether
 * it stays, changes in place, is replaced, is deleted, or has another logical id.
 *
 * What a change of a property does is known from `@aws-cdk/cloudformation-diff`, which is also what `cdk diff` knows it from.
 * No account is needed, and nothing is asked of one.
 */
export class UpgradeReport {
  /**
   * Compares two files with templates, as JSON: those of `cdk.out`, or what `aws cloudformation get-template` wrote.
   *
   * @param oldPath what is deployed
   * @param newPath what will be deployed
   * @param options what else has to be known
   */
  public static ofTemplates(oldPath: string, newPath: string, options: UpgradeReportOptions = {}): UpgradeReport {
    const place = 'UpgradeReport.ofTemplates()';
    const [old, now] = [readTemplate(place, 'oldPath', oldPath), readTemplate(place, 'newPath', newPath)];
    return UpgradeReport.between(place, [{ ...old, name: now.name }], [now], options);
  }

  /**
   * Compares two templates that are at hand, such as those of `Template.fromStack(stack).toJSON()`.
   *
   * @param before what is deployed
   * @param after what will be deployed
   * @param options what else has to be known
   */
  public static ofTemplateObjects(before: Record<string, any>, after: Record<string, any>, options: UpgradeReportOptions = {}): UpgradeReport {
    const place = 'UpgradeReport.ofTemplateObjects()';
    const stack = (prop: string, template: Record<string, any>): StackTemplate => (
      { name: 'Stack', fileName: 'Stack', template: templateFrom(place, prop, template, 'an object'), nested: {} });
    return UpgradeReport.between(place, [stack('before', before)], [stack('after', after)], options);
  }

  /**
   * Compares two directories that `cdk synth` wrote, with all stacks, stages and nested stacks in them. A directory with
   * templates only (`*.template.json`) will do.
   *
   * @param oldDirectory what is deployed
   * @param newDirectory what will be deployed
   * @param options what else has to be known
   */
  public static ofAssemblies(oldDirectory: string, newDirectory: string, options: UpgradeReportOptions = {}): UpgradeReport {
    const place = 'UpgradeReport.ofAssemblies()';
    return UpgradeReport.between(place, readAssembly(place, 'oldDirectory', oldDirectory), readAssembly(place, 'newDirectory', newDirectory), options);
  }

  /**
   * Compares a directory with an app, or a stage, as your code makes it now. The app is synthesized.
   *
   * @param oldDirectory what is deployed: a directory that `cdk synth` wrote, or one with templates
   * @param app what will be deployed
   * @param options what else has to be known
   */
  public static ofApp(oldDirectory: string, app: Stage, options: UpgradeReportOptions = {}): UpgradeReport {
    const place = 'UpgradeReport.ofApp()';
    if (!Stage.isStage(app)) { throw inputErrorIn(place, `'app' must be an App or a Stage, got ${show(app)}`); }
    const before = readStage(place, oldDirectory, app);
    return UpgradeReport.between(place, before, readSynthesized(place, app), options);
  }

  /**
   * Compares a file with a stack as your code makes it now. The app is synthesized.
   *
   * @param oldPath what is deployed
   * @param stack what will be deployed
   * @param options what else has to be known
   */
  public static ofStack(oldPath: string, stack: Stack, options: UpgradeReportOptions = {}): UpgradeReport {
    const place = 'UpgradeReport.ofStack()';
    if (!Stack.isStack(stack)) { throw inputErrorIn(place, `'stack' must be a Stack, got ${show(stack)}`); }
    const now = readStack(place, stack);
    return UpgradeReport.between(place, [readTemplate(place, 'oldPath', oldPath, now.name)], [now], options);
  }

  private static between(place: string, before: StackTemplate[], after: StackTemplate[], { refactor = {} }: UpgradeReportOptions): UpgradeReport {
    const pairs = pairStacks(place, before, after, refactor);
    const without = (side: 'before' | 'after') => pairs.filter((pair) => !pair[side]).map(({ name }) => name);
    return new UpgradeReport(pairs.flatMap((pair) => compareStacks(pair)), { newStacks: without('before'), goneStacks: without('after') });
  }

  /** What changes: first what holds data, then what serves traffic, and of each the worst first. */
  public readonly changes: UpgradeChange[];

  private readonly all: UpgradeChange[];

  private constructor(all: UpgradeChange[], private readonly lone: LoneStacks) {
    this.all = [...all].sort((one, other) => byUrgency(one, other) || compare(one.stack, other.stack) || compare(one.logicalId, other.logicalId));
    this.changes = this.all.filter(({ effect }) => effect !== UpgradeEffect.UNCHANGED);
  }

  /** The changes by which something that holds data or serves traffic does not stay in place, or may not. */
  public get unsafeChanges(): UpgradeChange[] {
    return this.changes.filter(({ safe }) => !safe);
  }

  /** Whether all that holds data or serves traffic stays in place. */
  public get isSafe(): boolean {
    return this.unsafeChanges.length === 0;
  }

  /**
   * Fails unless the upgrade is safe, with an error that lists what is not. For tests and gates.
   *
   * @param options what you accept: an acceptance that no unsafe change needs is an error
   */
  public assertSafe(options: AssertSafeOptions = {}): void {
    const unsafe = unaccepted('UpgradeReport.assertSafe()', this.unsafeChanges, options.accepted ?? {});
    if (unsafe.length > 0) { throw unsafeError(unsafe); }
  }

  /**
   * What happens to one resource.
   *
   * @param id its logical id, old or new, or `Stack.LogicalId` where several stacks have it
   */
  public effectOn(id: string): UpgradeEffect {
    const found = changesNamed(this.all, id);
    if (found.length === 1) { return found[0].effect; }
    const like = changesLike(this.all, id);
    const why = found.length > 0 ? 'there are several' : 'there is none';
    throw inputErrorIn('UpgradeReport.effectOn()', (
      `'id' must be the logical id of a resource, got ${show(id)}, and ${why}${like.length > 0 ? `. ${sayWhich(like)}` : ''}`));
  }

  /** The report as a table for people, narrow enough for a terminal. */
  public describe(): string {
    return describeChanges(this.changes, this.all.length - this.changes.length, this.lone);
  }

  /** The report as JSON. The same templates give the same text. */
  public toJson(): string {
    return JSON.stringify({ safe: this.isSafe, unchanged: this.all.length - this.changes.length, ...this.lone, changes: this.changes }, undefined, 2);
  }
}
