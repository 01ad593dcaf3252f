import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { ResourceKind } from './resource-kind';
import { Signal } from './signal';

/**
 * The signals that tell how a resource is doing. A resource fills in those it has.
 *
 * @see https://sre.google/sre-book/monitoring-distributed-systems/#xref_monitoring_golden-signals
 */
export interface GoldenSignals {
  /**
   * Traffic: how much is asked of it.
   *
   * @default - the resource has no such signal
   */
  readonly requests?: Signal;

  /**
   * Errors: how much of it fails.
   *
   * @default - the resource has no such signal
   */
  readonly errors?: Signal;

  /**
   * Latency: how long it takes.
   *
   * @default - the resource has no such signal
   */
  readonly latency?: Signal;

  /**
   * Saturation: processor, in percent of what is allotted.
   *
   * @default - the resource has no such signal
   */
  readonly cpu?: Signal;

  /**
   * Saturation: memory, in percent of what is allotted.
   *
   * @default - the resource has no such signal
   */
  readonly memory?: Signal;

  /**
   * Targets or instances that answer their health check.
   *
   * @default - the resource has no such signal
   */
  readonly healthy?: Signal;

  /**
   * Targets or instances that fail their health check.
   *
   * @default - the resource has no such signal
   */
  readonly unhealthy?: Signal;

  /**
   * Work that waits.
   *
   * @default - the resource has no such signal
   */
  readonly backlog?: Signal;

  /**
   * Signals that only this kind of resource has, by name.
   *
   * @default - none
   */
  readonly extras?: { [name: string]: Signal };

  /**
   * Where the resource writes its logs.
   *
   * @default - none
   */
  readonly logGroups?: logs.ILogGroup[];
}

/**
 * Anything that can be observed. Dashboards, alarms, objectives and rollback gates take sources, so a new kind of
 * resource is one implementation of this interface, in any language.
 *
 * @subclassable
 */
export interface ISignalSource {
  /** What a person calls the resource; heads its dashboard section and its alarm descriptions. */
  readonly sourceName: string;

  /**
   * What kind of resource it is. Dashboards roll up many of one kind.
   *
   * @default - none that the library knows
   */
  readonly resourceKind?: ResourceKind;

  /**
   * The construct that is observed; tells which resources are covered by alarms.
   *
   * @default - none, or not in this app
   */
  readonly resource?: IConstruct;

  /** The signals the resource has. */
  goldenSignals(): GoldenSignals;
}
