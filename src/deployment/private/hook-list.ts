import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { BeforeScaleUpHook } from './hook-before-scale-up';
import { requireHook, requireHooks } from './hook-checks';
import { PAUSE_TIMEOUT } from './hook-defaults';
import { HookRole } from './hook-role';
import { requireHooksInTime, waitingMinutes } from './hook-time';
import { shiftMinutes } from './plan-settings';
import { ReleasePlan } from './release-plan';
import { inputError, requireAbility } from '../../core/private/input-error';
import { IBlueGreenService } from '../blue-green-service';
import { DeploymentHookConfig, IDeploymentHook } from '../deployment-hook';

/** What Amazon ECS accepts, of functions and of pauses. */
const MAX_HOOKS = 10;

/** A hook and, for a function, the ARN of the role with which it is called. */
interface Entry {
  readonly config: DeploymentHookConfig;
  readonly roleArn?: string;
  /** Whether deployments that go well may wait for it. */
  readonly isWaitedFor: boolean;
}

/** What happens at the moments of a service's deployments, in one list: hooks of the L2 and of ours would overwrite each other. */
export class HookList {
  private readonly entries: Entry[] = [];

  constructor(private readonly scope: Construct, private readonly release: ReleasePlan) {}

  /** Adds what a hook has to say about the finished service. */
  public add(hook: IDeploymentHook, service: IBlueGreenService): void {
    if (hook instanceof BeforeScaleUpHook && !hook.isNeededBy(service)) { return; }
    requireHooks(service, 'hooks', this.release);
    requireAbility(service, { prop: 'hooks', value: hook, method: 'bind', expected: 'deployment hooks, such as DeploymentHook.pause([DeploymentStage.POST_SCALE_UP])' });

    const given = hook.bind(this.placeFor(hook), service);
    requireHook(service, given, this.release);
    const config = withTimeout(given);
    const isWaitedFor = !(hook instanceof BeforeScaleUpHook) || hook.migrates;
    if (isWaitedFor) { requireHooksInTime(service, [...this.waitedFor(), config], this.release.settings); }
    this.requireRoomFor(config, service);
    this.entries.push({ config, isWaitedFor, roleArn: config.handler && HookRole.of(service, config.handler).roleArn });
  }

  /** Makes the service's deployments stop for the hooks, also for those added later. */
  public guard(service: ecs.BaseService): void {
    // ECS keeps the old list unless told otherwise, so an empty one is said as well.
    (service.node.defaultChild as ecs.CfnService).addPropertyOverride('DeploymentConfiguration.LifecycleHooks', Lazy.any({
      produce: () => this.entries.map((entry) => this.render(entry)),
    }));
  }

  /** How long a deployment may take with all hooks; undefined when that is not known at synth. */
  public get plannedDuration(): Duration | undefined {
    const { settings } = this.release;
    const [shift, waiting] = [shiftMinutes(settings), waitingMinutes(this.waitedFor(), settings)];
    return shift === undefined || waiting === undefined ? undefined : Duration.minutes(shift + waiting);
  }

  /** Constructs of a hook go to a place of their own; those of this library need none. */
  private placeFor(hook: IDeploymentHook): Construct {
    if (hook instanceof BeforeScaleUpHook) { return this.scope; }
    const parent = this.scope.node.tryFindChild('Hooks') as Construct | undefined ?? new Construct(this.scope, 'Hooks');
    return new Construct(parent, `Hook${this.entries.length}`);
  }

  private waitedFor(): DeploymentHookConfig[] {
    return this.entries.filter(({ isWaitedFor }) => isWaitedFor).map(({ config }) => config);
  }

  private configs(): DeploymentHookConfig[] {
    return this.entries.map(({ config }) => config);
  }

  private requireRoomFor({ handler }: DeploymentHookConfig, service: IBlueGreenService): void {
    const alike = this.configs().filter((config) => !config.handler === !handler);
    if (alike.length < MAX_HOOKS) { return; }
    throw inputError(service, `'hooks' must be at most ${MAX_HOOKS} ${handler ? 'functions, those of this library included' : 'pauses'}, got more. One function can happen at several stages`);
  }

  private render({ config, roleArn }: Entry): object {
    const { handler, stages, details, timeout, onTimeout } = config;
    return {
      ...handler
        // A text: so the API wants it.
        ? { HookTargetArn: handler.functionArn, RoleArn: roleArn, ...details && { HookDetails: Stack.of(this.scope).toJsonString(details) } }
        : { TargetType: 'PAUSE' },
      LifecycleStages: stages,
      ...(timeout || onTimeout) && { TimeoutConfiguration: { TimeoutInMinutes: timeout?.toMinutes(), Action: onTimeout ?? 'ROLLBACK' } },
    };
  }
}

function withTimeout(config: DeploymentHookConfig): DeploymentHookConfig {
  return config.handler || config.timeout ? config : { ...config, timeout: PAUSE_TIMEOUT };
}
